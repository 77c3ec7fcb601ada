// Sequelize's users, projects and tasks, changed three times.
import type { Model } from "./model.ts";

export const sequelize: Model = {
  preset: "sequelize",
  packages: ["sequelize@6.37.8", "pg@8.23.1"],
  files: (step) => ({
    "models/index.js": `
import { DataTypes, Sequelize } from "sequelize";

const sequelize = new Sequelize("app", "nobody", "nothing", { dialect: "postgres", host: "db.invalid", dialectOptions: { ssl: true } });

const User = sequelize.define("User", {
  firstName: { type: DataTypes.STRING, allowNull: false },
  lastName: { type: DataTypes.STRING${step >= 3 ? "(100)" : ""} },
  ${step >= 1 ? "email: { type: DataTypes.STRING, unique: true }," : ""}
}, { underscored: true${step >= 1 ? ', indexes: [{ fields: ["last_name", "first_name"] }]' : ""} });

const Project = sequelize.define("Project", {
  title: DataTypes.TEXT,
  state: { type: DataTypes.ENUM("open", "done"${step >= 3 ? ', "dropped"' : ""}), defaultValue: "open" },
}, { underscored: true });
User.hasMany(Project, { foreignKey: { allowNull: false } });
Project.belongsTo(User);
${
  step >= 2
    ? `
const Task = sequelize.define("Task", {
  id: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4, primaryKey: true },
  due: DataTypes.DATEONLY,
  about: DataTypes.JSONB,
}, { underscored: true, timestamps: false });
Task.belongsTo(Project, { onDelete: "CASCADE" });`
    : ""
}

export default { sequelize, User, Project };
`,
  }),
};
