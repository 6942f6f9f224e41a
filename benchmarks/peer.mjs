// The peers that run in Node, in a process of their own: answers one line of JSON with another.
// Nothing is fetched: every document comes from memory, and a JSON schema that is asked for is the empty one,
// which costs the peer nothing.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const peers = createRequire(process.argv[2] + "/package.json");
const load = (name) => import(pathToFileURL(peers.resolve(name)).href).catch(() => import(`${process.argv[2]}/node_modules/${name}/dist/index.js`));
let documents = {};
globalThis.fetch = async (request) => {
  const url = typeof request === "string" ? request : request.url;
  const body = documents[url] ?? (url.includes("schema") ? "{}" : undefined);
  return new Response(body ?? "", { status: body === undefined ? 404 : 200, headers: { "content-type": "application/json" } });
};

const { verifyCredential } = await load("@digitalcredentials/verifier-core");
const { jwtVerify, importJWK } = await load("jose");
const fails = (result) => result.errors || !result.log?.every((step) => step.valid || step.id === "registered_issuer");

const work = {
  "verifier-core": async ({ document }) => {
    const run = () => verifyCredential({ credential: JSON.parse(document), knownDIDRegistries: [] });
    const result = await run();
    if (fails(result)) throw new Error(`verifier-core refuses: ${JSON.stringify(result)}`);
    return run;
  },
  jose: async ({ document, jwk }) => {
    const key = await importJWK(jwk, "RS256");
    return () => jwtVerify(document, key);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line);
  documents = task.documents ?? {};
  try {
    const run = await work[task.peer](task);
    const seconds = [];
    for (let i = 0; i < task.times; i += 1) {
      const start = process.hrtime.bigint();
      await run();
      seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    }
    console.log(JSON.stringify({ seconds }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
