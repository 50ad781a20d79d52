// oidc-provider from npm, with one client, and groups that a file lists for each person.
// node provider.mjs OPTIONS: a JSON object with port, client, secret, origin, groups, key, tokenHasGroups, aheadSeconds
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const options = JSON.parse(process.argv[2]);
const now = Date.now.bind(Date);
Date.now = () => now() + options.aheadSeconds * 1000;

const path = createRequire(`${process.cwd()}/`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(path));
if (!existsSync(options.key)) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(options.key, JSON.stringify({ ...privateKey.export({ format: "jwk" }), use: "sig", kid: randomUUID() }));
}
const groupsOf = (id) => JSON.parse(readFileSync(options.groups, "utf-8"))[id] ?? [];

const provider = new Provider(`http://127.0.0.1:${options.port}`, {
  clients: [
    {
      client_id: options.client,
      client_secret: options.secret,
      redirect_uris: [`${options.origin}/oidc/callback`],
      post_logout_redirect_uris: [`${options.origin}/sign-in`],
      backchannel_logout_uri: `${options.origin}/oidc/back-channel-logout`,
    },
  ],
  jwks: { keys: [JSON.parse(readFileSync(options.key, "utf-8"))] },
  claims: { openid: ["sub"], profile: ["preferred_username"], groups: ["groups"] },
  conformIdTokenClaims: !options.tokenHasGroups,
  features: { backchannelLogout: { enabled: true } },
  fetch: (address, init) => {
    delete init?.dispatcher; // its own one refuses addresses of this machine
    return globalThis.fetch(address, init);
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id, groups: groupsOf(id) }),
  }),
});
for (const event of ["server_error", "backchannel.error", "grant.error", "authorization.error"]) {
  provider.on(event, (...values) => console.error(event, ...values.filter((value) => value instanceof Error)));
}
provider.listen(options.port, "127.0.0.1", () => console.log("ready"));
