// The peers that run in Node, in a process of their own: answers one line of JSON with another.
// Nothing is fetched: every document comes from memory, and a JSON schema that is asked for is the empty one,
// which costs the peer nothing.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const load = (name, file) => import(pathToFileURL(`${process.argv[2]}/node_modules/${name}/${file}`).href);
let pages = {};
globalThis.fetch = async (request) => {
  const url = typeof request === "string" ? request : request.url;
  const body = pages[url] ?? (url.includes("schema") ? "{}" : undefined);
  return new Response(body ?? "", { status: body === undefined ? 404 : 200, headers: { "content-type": "application/json" } });
};

const { verifyCredential } = await load("@digitalcredentials/verifier-core", "dist/index.js");
const { jwtVerify, importJWK } = await load("jose", "dist/webapi/index.js");
const fails = (result) => result.errors || !result.log?.every((step) => step.valid || step.id === "registered_issuer");

const work = {
  "verifier-core": async ({ documents }) => {
    const verify = (text) => verifyCredential({ credential: JSON.parse(text), knownDIDRegistries: [] });
    for (const text of documents) {
      const result = await verify(text);
      if (fails(result)) throw new Error(`verifier-core refuses: ${JSON.stringify(result)}`);
    }
    return verify;
  },
  jose: async ({ jwk }) => {
    const key = await importJWK(jwk, "RS256");
    return (token) => jwtVerify(token, key);
  },
};

let run;
let peer;
let next = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line);
  pages = task.pages ?? {};
  try {
    if (peer !== task.case) [run, peer] = [await work[task.peer](task), task.case];
    const seconds = [];
    for (let i = 0; i < task.times; i += 1, next += 1) {
      const document = task.documents[next % task.documents.length];
      const start = process.cpuUsage();
      await run(document);
      const { user, system } = process.cpuUsage(start);
      seconds.push((user + system) / 1e6);
    }
    console.log(JSON.stringify({ seconds }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack ?? error) }));
  }
}
