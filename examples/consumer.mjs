// Prints each message of a fleet once, checked against its schema: a consumer to copy.
// npm install mqtt@5 ajv@8 && vitrina schema > schemas.json && node consumer.mjs 127.0.0.1 1883 schemas.json
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import Ajv from "ajv/dist/2020.js";
import mqtt from "mqtt";

const text = { type: "string" };
const options = { ca: text, user: text, "password-file": text, "client-id": { ...text, default: "consumer" } };
const { values: given, positionals: [host, port, file] } = parseArgs({ allowPositionals: true, options });
const ajv = new Ajv({ strict: false, validateFormats: false });
const schemas = new Map(Object.values(JSON.parse(readFileSync(file))).map((schema) => [schema.title, ajv.compile(schema)]));
const seen = []; // the broker may deliver a message twice

function show(topic, payload) {
  const fields = JSON.parse(payload);
  const check = schemas.get(fields.schema);
  if (!check) {
    console.log(`skipped: ${topic} has the schema ${fields.schema}, which is not in ${file}`);
  } else if (!check(fields)) {
    console.log(`refused: ${topic} ${ajv.errorsText(check.errors)}`);
  } else if (!fields.id || !seen.includes(fields.id)) {
    if (seen.push(fields.id) > 10_000) seen.shift();
    console.log(`${fields.schema} ${topic} ${fields.at}`);
  }
}

const client = mqtt.connect(`${given.ca ? "mqtts" : "mqtt"}://${host}:${port}`, {
  protocolVersion: 5, clientId: given["client-id"], username: given.user,
  ca: given.ca && readFileSync(given.ca), password: given.user && readFileSync(given["password-file"], "utf8").trim() });
client.on("connect", () =>
  client.subscribe("vitrina/1/+/+/+/+", { qos: 1 }, () => console.log(`listening with ${schemas.size} schemas`)));
client.on("error", (error) => console.error(`broker: ${error.message}`));
client.on("close", () => console.error("broker: not connected, trying again"));
client.on("message", show);
