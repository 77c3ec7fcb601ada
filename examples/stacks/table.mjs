// A function on a DynamoDB table: the items are migrated before the new code reads them.
import { App, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Migrations } from "godwit/cdk";

const app = new App();
const stack = new Stack(app, "League");
const table = new Table(stack, "Table", {
  partitionKey: { name: "PK", type: AttributeType.STRING },
  sortKey: { name: "SK", type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
});
const api = new LambdaFunction(stack, "Api", {
  code: Code.fromInline("exports.handler = async () => ({ statusCode: 200 });"),
  handler: "index.handler",
  runtime: Runtime.NODEJS_22_X,
  environment: { TABLE: table.tableName },
});
table.grantReadWriteData(api);
new Migrations(stack, "Migrations", {
  project: new URL("../league", import.meta.url).pathname,
  environment: "prod",
  table: { table, historyTable: "league_migrations" },
  variables: {
    GODWIT_DYNAMODB_TABLE: table.tableName,
    GODWIT_DYNAMODB_ACCOUNT: stack.account,
    GODWIT_HISTORY_TABLE: "league_migrations",
  },
})
  .after(table)
  .before(api);
app.synth();
