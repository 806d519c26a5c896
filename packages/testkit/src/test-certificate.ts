import { generate } from "selfsigned";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

let made: Promise<Certificate> | undefined;

/** A self-signed certificate for `localhost`, made once per process. */
export function testCertificate(): Promise<Certificate> {
  made ??= generate([{ name: "commonName", value: "localhost" }], { keyType: "ec", algorithm: "sha256" }).then(
    (pair) => ({
      key: pair.private,
      cert: pair.cert,
    }),
  );
  return made;
}
