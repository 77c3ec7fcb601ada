// Asks the server to cancel what a session runs.
import pg from "pg";

/** The wire protocol's CancelRequest goes over a connection of its own, with the key given at start-up. */
export function cancel(client: pg.Client): Promise<void> {
  const { processID, secretKey, host, port, ssl } = client as unknown as Endpoint;
  const twin = new pg.Client({ host, port, ssl: ssl as never });
  const { connection } = twin as unknown as { readonly connection: CancelConnection };
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, 3_000);
    connection.on("error", end);
    connection.on("end", end);
    const send = (): void => connection.cancel(processID, secretKey);
    connection.on("connect", () => (ssl ? connection.requestSsl() : send()));
    connection.on("sslconnect", send);
    if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}

interface Endpoint {
  readonly processID: number;
  readonly secretKey: number;
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
}

interface CancelConnection {
  on(event: string, listener: () => void): void;
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}
