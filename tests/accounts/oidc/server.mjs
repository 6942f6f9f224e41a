// A real OpenID Connect provider for the tests. Usage: node server.mjs REDIRECT_URI...
// It prints {"issuer": "http://127.0.0.1:PORT"} once it listens, and ends with its standard input.
// Whoever is asked to sign in posts sub, email, email_verified ("yes", "no" or "") or deny to the page they are shown.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const people = new Map();
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const configuration = {
  clients: [
    {
      client_id: "wallet",
      client_secret: "a secret of the wallet and its provider",
      redirect_uris: process.argv.slice(2),
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  cookies: { keys: [randomBytes(16).toString("hex")] },
  features: { devInteractions: { enabled: false } },
  findAccount: async (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...key, use: "sig", alg: "RS256", kid: "1" }] },
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
};

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    if (request.method === "POST") return interact(provider, request, response);
    response.end("Who are you?");
  });
  console.log(JSON.stringify({ issuer }));
});
process.stdin.resume().on("end", () => process.exit());

async function interact(provider, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { sub, email, email_verified, deny } = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
  const verified = email_verified ? { email_verified: email_verified === "yes" } : {};
  if (email) people.set(sub, { name: sub, email, ...verified });
  const result = deny ? { error: "access_denied", error_description: "<b>no</b>" } : { login: { accountId: sub } };
  await provider.interactionFinished(request, response, result);
}
