import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** Returns an Ansible vault as the wallets of 2022 wrote it. */
export function ansibleVault(plaintext: Buffer, password: Uint8Array): Buffer {
  const salt = randomBytes(32);
  const derived = pbkdf2Sync(password, salt, 10_000, 80, "sha256");
  const padding = 16 - (plaintext.length % 16);
  const cipher = createCipheriv("aes-256-ctr", derived.subarray(0, 32), derived.subarray(64));
  const ciphertext = cipher.update(Buffer.concat([plaintext, Buffer.alloc(padding, padding)]));
  const mac = createHmac("sha256", derived.subarray(32, 64)).update(ciphertext).digest("hex");
  const body = Buffer.from([salt.toString("hex"), mac, ciphertext.toString("hex")].join("\n")).toString(
    "hex",
  );
  const lines = body.match(/.{1,80}/g) ?? [];
  return Buffer.from(["$ANSIBLE_VAULT;1.1;AES256", ...lines, ""].join("\n"));
}

/** Returns a Fernet token of a key of 32 bytes. */
export function fernetToken(plaintext: Buffer, key: Buffer): Buffer {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-128-cbc", key.subarray(16), iv);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(1_700_000_000n);
  const signed = Buffer.concat([Buffer.of(0x80), time, iv, ciphertext]);
  const mac = createHmac("sha256", key.subarray(0, 16)).update(signed).digest();
  const token = Buffer.concat([signed, mac]).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  return Buffer.from(token);
}
