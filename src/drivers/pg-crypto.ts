// What `pg` needs to log in, with Node's own functions: the build puts it where `pg` would load all of Web Crypto.
import * as crypto from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(crypto.pbkdf2);

export function randomBytes(length: number): Buffer {
  return crypto.randomBytes(length);
}

/** The server chooses how many rounds, so it is done beside the main thread. */
export function deriveKey(password: string, salt: Uint8Array, iterations: number): Promise<Buffer> {
  return derive(password, salt, iterations, 32, "sha256");
}

export function sha256(data: crypto.BinaryLike): Buffer {
  return hashByName("sha256", data);
}

/** Of a certificate, for channel binding; `name` as OpenSSL or Web Crypto write it. */
export function hashByName(name: string, data: crypto.BinaryLike): Buffer {
  return crypto.createHash(name).update(data).digest();
}

export function hmacSha256(key: crypto.BinaryLike, message: crypto.BinaryLike): Buffer {
  return crypto.createHmac("sha256", key).update(message).digest();
}

export function postgresMd5PasswordHash(user: string, password: string, salt: Uint8Array): string {
  const inner = hashByName("md5", password + user).toString("hex");
  const outer = hashByName("md5", Buffer.concat([Buffer.from(inner), salt])).toString("hex");
  return `md5${outer}`;
}
