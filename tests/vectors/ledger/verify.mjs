// A verifier of Troth's ledger files, written from docs/LEDGER.md alone, with nothing but node's own crypto.
//
//   node verify.mjs export FILE KEY [CHECKPOINT-FILE...]   the whole log holds, and begins with each checkpoint
//   node verify.mjs receipt FILE KEY                       this entry is in the log, with this text and these terms
//   node verify.mjs tree FILE                              the proofs in tree.json hold, and none with a changed byte
//   node verify.mjs mutate export|receipt FILE KEY         counts the changes of one byte that still pass: 0
//
// It prints one line of JSON and ends with 0, or says what is wrong and ends with 1. It checks hashes, order, keys
// and signatures; the closed list of kinds and fields is checked by `troth verify`.

import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const leafHash = (data) => sha256(Buffer.from([0]), data);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
const refuse = (why) => {
  throw new Error(why);
};

// --- forms ----------------------------------------------------------------------------------------------------

// RFC 8785; JavaScript sorts strings by UTF-16 code units and writes strings as the RFC wants.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) refuse("a number is not an integer");
  return JSON.stringify(value);
}

function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("not UTF-8");
  }
}

function parse(bytes) {
  let value;
  try {
    value = JSON.parse(text(bytes));
  } catch {
    refuse("not JSON");
  }
  if (!Buffer.from(canonical(value)).equals(bytes)) refuse("not in canonical form");
  return value;
}

function base64(coded) {
  const bytes = Buffer.from(coded, "base64");
  if (bytes.toString("base64") !== coded) refuse("not the one right base64");
  return bytes;
}

// --- keys, notes, checkpoints -----------------------------------------------------------------------------------

function makeKey(name, raw) {
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  const id = sha256(Buffer.from(`${name}\n`), Buffer.from([1]), raw).subarray(0, 4);
  return { name, raw, id, handle: createPublicKey({ key: spki, format: "der", type: "spki" }) };
}

function readKey(coded) {
  const [name, id, rest] = coded.trim().split(/\+([0-9a-f]{8})\+(.*)/s);
  const bytes = base64(rest ?? "");
  if (bytes.length !== 33 || bytes[0] !== 1) refuse("not an Ed25519 verifier key");
  const key = makeKey(name, bytes.subarray(1));
  if (key.id.toString("hex") !== id) refuse("the key's id is not its own");
  return key;
}

const same = (a, b) => a.name === b.name && a.raw.equals(b.raw);
const signed = (key, message, signature) =>
  signature.length === 64 && verify(null, Buffer.from(message), key.handle, signature);

function readNote(whole) {
  const cut = whole.lastIndexOf("\n\n");
  if (cut < 0 || !whole.endsWith("\n")) refuse("not a signed note");
  const lines = whole.slice(cut + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const parts = line.split(" ");
    if (parts.length !== 3 || parts[0] !== "\u2014") refuse("a signature line is malformed");
    const bytes = base64(parts[2]);
    return { name: parts[1], id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { text: whole.slice(0, cut + 1), signatures };
}

function readCheckpoint(body) {
  const lines = body.split("\n");
  if (lines.length !== 4 || lines[3] !== "" || !/^(0|[1-9][0-9]{0,15})$/.test(lines[1])) refuse("not a checkpoint");
  const root = base64(lines[2]);
  if (root.length !== 32) refuse("not a checkpoint");
  return { origin: lines[0], size: Number(lines[1]), root };
}

// Returns the checkpoint in `whole` once one of `keys` signed it; `alone`: and nobody else did.
function openCheckpoint(whole, keys, alone) {
  const note = readNote(whole);
  if (alone && note.signatures.length !== 1) refuse("the checkpoint has not exactly one signature");
  let found = 0;
  for (const signature of note.signatures) {
    const key = keys.find((each) => each.name === signature.name && each.id.equals(signature.id));
    if (!key) continue;
    if (!signed(key, note.text, signature.signature)) refuse("a signature is wrong");
    found += 1;
  }
  if (!found) refuse("not signed by this key");
  const checkpoint = readCheckpoint(note.text);
  if (checkpoint.origin !== keys[0].name) refuse("a checkpoint of another log");
  return checkpoint;
}

// --- the tree ---------------------------------------------------------------------------------------------------

class Log {
  constructor() {
    this.size = 0;
    this.peaks = []; // roots of the perfect subtrees, largest first
  }

  append(leaf) {
    let hash = leaf;
    for (let rest = this.size; rest & 1; rest >>>= 1) hash = nodeHash(this.peaks.pop(), hash);
    this.peaks.push(hash);
    this.size += 1;
  }

  root() {
    if (!this.size) return sha256();
    return this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

// RFC 9162, 2.1.3.2
function inclusionRoot(leaf, index, size, path) {
  let [place, last, hash] = [index, size - 1, leaf];
  if (!(index >= 0 && index < size)) refuse("no such entry");
  for (const step of path) {
    if (last === 0) refuse("the proof is too long");
    if (place % 2 || place === last) {
      hash = nodeHash(step, hash);
      while (place && place % 2 === 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, step);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) refuse("the proof is too short");
  return hash;
}

// RFC 9162, 2.1.4.2, for 0 < older < newer
function consistencyRoots(older, olderRoot, newer, path) {
  const steps = Number.isInteger(Math.log2(older)) ? [olderRoot, ...path] : [...path];
  let [place, last] = [older - 1, newer - 1];
  while (place % 2) {
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  let [old, now] = [steps[0], steps[0]];
  for (const step of steps.slice(1)) {
    if (last === 0) refuse("the proof is too long");
    if (place % 2 || place === last) {
      [old, now] = [nodeHash(step, old), nodeHash(step, now)];
      while (place && place % 2 === 0) {
        place = Math.floor(place / 2);
        last = Math.floor(last / 2);
      }
    } else now = nodeHash(now, step);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) refuse("the proof is too short");
  return [old, now];
}

// --- what is verified -------------------------------------------------------------------------------------------

function splitLines(bytes) {
  const lines = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  if (start !== bytes.length) refuse("the file does not end in a newline");
  if (lines.length < 2) refuse("the file ends too early");
  return lines;
}

function followRotation(entry, index, chain, name) {
  const [old, next] = ["old", "new"].map((part) => makeKey(name, Buffer.from(entry.body[part], "hex")));
  if (same(old, next) || (chain.length && !same(chain.at(-1), old))) refuse(`entry ${index}: no rotation of this key`);
  const statement = `troth ledger key rotation v1\n${name}\n${index}\n${entry.body.old}\n${entry.body.new}\n`;
  if (!signed(old, statement, Buffer.from(entry.body.signature, "hex"))) refuse(`entry ${index}: a forged rotation`);
  chain.push(...(chain.length ? [next] : [old, next]));
}

function verifyExport(bytes, key, previous) {
  const lines = splitLines(bytes);
  const header = parse(lines[0]);
  if (Object.keys(header).length !== 3 || header.export !== "troth-ledger/1") refuse("not the header of an export");
  if (header.origin !== key.name) refuse("an export of another log");
  const log = new Log();
  const roots = new Map([[0, log.root()]]);
  const chain = [];
  const kinds = {};
  let controller = null;
  lines.slice(1, -1).forEach((line, index) => {
    const entry = parse(line);
    if (entry.v !== 1 || Object.keys(entry).length !== 8) refuse(`entry ${index}: not an entry of version 1`);
    controller ??= entry.controller;
    if (entry.controller !== controller) refuse(`entry ${index}: of another controller`);
    const references = [entry.body.replaces ?? [], entry.body.cites ?? []].flat();
    if (references.some((reference) => reference >= index)) refuse(`entry ${index}: refers forward`);
    if (entry.kind === "ledger.key.rotated") followRotation(entry, index, chain, key.name);
    kinds[entry.kind] = (kinds[entry.kind] ?? 0) + 1;
    log.append(leafHash(line));
    roots.set(log.size, log.root());
  });
  const keys = chain.length ? chain : [key];
  if (!keys.some((each) => same(each, key))) refuse("this key is not of this log");
  const last = parse(lines.at(-1));
  if (Object.keys(last).length !== 1 || typeof last.checkpoint !== "string") refuse("no checkpoint at the end");
  const checkpoint = openCheckpoint(last.checkpoint, [keys.at(-1)], true);
  if (checkpoint.size !== log.size || header.size !== log.size) refuse("the size is not the one that is signed");
  if (!checkpoint.root.equals(log.root())) refuse("the root is not the one that is signed");
  for (const note of previous) {
    const older = openCheckpoint(note, keys, false);
    if (older.size > log.size) refuse("the log was cut");
    if (!older.root.equals(roots.get(older.size))) refuse("the history was rewritten");
  }
  return { size: log.size, root: log.root().toString("hex"), controller, kinds };
}

const STATUS = {
  "consent.choice.given": "Given",
  "consent.choice.refused": "Refused",
  "consent.choice.withdrawn": "Withdrawn",
  "consent.choice.voided": "Invalidated",
  "consent.agreement.accepted": "Given",
  "consent.agreement.refused": "Refused",
  "consent.agreement.withdrawn": "Withdrawn",
  "consent.guardian.agreed": "Given",
  "consent.guardian.refused": "Refused",
  "consent.guardian.withdrawn": "Withdrawn",
  "consent.objection.raised": "Refused",
  "consent.objection.lifted": "Unknown",
  "consent.permission.granted": "Given",
  "consent.permission.denied": "Refused",
  "consent.notice.shown": "Requested",
};
const LEVELS = {
  implied: ["dpv:ImpliedConsent"],
  explicit: ["dpv:ExplicitlyExpressedConsent"],
  separate: ["dpv:ExplicitlyExpressedConsent", "troth:SeparateConsent"],
  written: ["dpv:ExplicitlyExpressedConsent", "troth:WrittenConsent"],
};
const WHO = { own: "dpv:DataSubject", guardian: "dpv:GuardianOfDataSubject" };
const PROFILE = "https://w3id.org/dpv/schema/dpv-27560";

// Keeps the members of `fields` that have a value.
const present = (fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const party = (told, id) =>
  present({
    "@id": id ?? `urn:troth:party:${told.id}`,
    "@type": told.role,
    "dpv:hasIdentifier": told.id,
    "dpv:hasName": told.name,
    "dpv:hasContact": told.contact,
    "dpv:hasAddress": told.address || undefined,
  });

const element = (told) => ({
  "@type": told.sensitive ? "dpv:SensitivePersonalData" : "dpv:PersonalData",
  "dpv:hasIdentifier": told.id,
  "dpv:hasName": told.name,
  "dpv:hasNecessity": told.required ? "dpv:Required" : "dpv:Optional",
});

const exercised = (type, at) => (at ? { "@type": type, "dpv:isExercisedAt": at } : undefined);

function processOf(body, terms) {
  const named = present({
    "@type": "dpv:Process",
    "dpv:hasLegalBasis": "level" in body ? "dpv:Consent" : undefined,
    "dpv:hasPurpose": body.purposes ?? body.purpose,
    "dpv:hasRecipient": body.recipient,
    "dpv:hasPersonalData": body.elements,
    "dpv:hasProcessing": body.acts,
    "troth:permission": body.permission,
    "troth:notice": body.notice,
  });
  if (!terms) return named;
  const storage = [];
  if (terms.storage) storage.push({ "@type": "dpv:StorageLocation", "dpv:hasLocation": terms.storage });
  if (terms.keep) storage.push({ "@type": "dpv:StorageDuration", "dpv:hasDuration": terms.keep });
  const told = { ...named, "dpv:hasName": terms.purpose, "dpv:hasPersonalData": terms.data.map(element) };
  if (terms.recipients.length) told["dpv:hasRecipient"] = terms.recipients.map((each) => party(each));
  if (storage.length) told["dpv:hasStorageCondition"] = storage;
  return told;
}

// Writes the whole receipt again from its proof (docs/LEDGER.md, "Receipts").
function writeReceipt(proof, leaf) {
  const { entry, shown, terms } = proof;
  const { body, policy } = entry;
  const id = leaf.toString("hex");
  const controller = `urn:troth:controller:${entry.controller}`;
  const by = body.by ?? "own";
  const record = present({
    "@id": `urn:troth:entry:${id}`,
    "@type": "dpv:ConsentRecord",
    "dct:conformsTo": `${PROFILE}#record`,
    "dct:identifier": id,
    "dpv:hasDataSubject": { "@id": `urn:troth:subject:${entry.subject}`, "@type": "dpv:DataSubject" },
    "dpv:hasDataController": terms ? party(terms.controller, controller) : { "@id": controller },
    "dpv:hasConsentStatus": present({
      "@type": [`dpv:Consent${STATUS[entry.kind] ?? refuse("this kind has no receipt")}`, ...(LEVELS[body.level] ?? [])],
      "dpv:isIndicatedAtTime": entry.at,
      "dpv:isIndicatedBy": WHO[by] ?? `troth:${by}`,
      "dpv:hasIndicationMethod": body.channel,
      "dpv:hasDuration": body.until && { "@type": "dpv:UntilTimeDuration", "schema:endDate": body.until },
    }),
    "dpv:hasNotice": present({
      "@type": "dpv:PrivacyNotice",
      "@id": policy ? `urn:troth:policy:${policy.id}:${policy.version}` : undefined,
      "troth:policySha256": policy?.hash,
      "dct:language": body.language,
      "troth:shownSha256": body.shown,
      "schema:text": shown,
    }),
    "dpv:hasProcess": processOf(body, terms),
    "dpv:hasJurisdiction": terms?.jurisdiction || undefined,
    "dpv:hasConsentControl": exercised("dpv:WithdrawConsent", terms?.withdrawal),
    "dpv:hasRight": exercised("dpv:DataSubjectRight", terms?.rights),
  });
  return {
    "@context": {
      dct: "http://purl.org/dc/terms/",
      dpv: "https://w3id.org/dpv#",
      schema: "https://schema.org/",
      troth: "urn:troth:ledger:1:",
    },
    "@id": `urn:troth:receipt:${id}`,
    "@type": "dpv:ConsentReceipt",
    "dct:conformsTo": `${PROFILE}#receipt`,
    "dct:created": entry.at,
    "dct:identifier": id,
    "dct:publisher": controller,
    "schema:recipient": "dpv:DataSubject",
    "dpv:hasRecordOfActivity": record,
    "troth:proof": present({
      entry,
      index: proof.index,
      path: proof.path,
      checkpoint: proof.checkpoint,
      shown,
      terms,
    }),
  };
}

function verifyReceipt(bytes, key) {
  if (bytes.at(-1) !== 10) refuse("the file does not end in a newline");
  const receipt = parse(bytes.subarray(0, -1));
  const proof = receipt["troth:proof"] ?? refuse("no proof");
  const entry = proof.entry ?? refuse("no entry");
  const leaf = leafHash(Buffer.from(canonical(entry)));
  const checkpoint = openCheckpoint(proof.checkpoint, [key], true);
  const root = inclusionRoot(leaf, proof.index, checkpoint.size, proof.path.map(base64));
  if (!root.equals(checkpoint.root)) refuse("the entry is not in this log");
  const digest = (value) => sha256(Buffer.from(value)).toString("hex");
  if ("shown" in proof && digest(proof.shown) !== entry.body.shown) refuse("another text was shown");
  if ("terms" in proof && digest(canonical(proof.terms)) !== entry.body.terms) refuse("other terms were told");
  if (canonical(writeReceipt(proof, leaf)) !== canonical(receipt)) refuse("the receipt says more than it proves");
  return { index: proof.index, size: checkpoint.size, kind: entry.kind, leaf: leaf.toString("hex") };
}

function verifyTree(bytes) {
  const { leaves, roots, inclusion, consistency } = JSON.parse(text(bytes));
  const hex = (value) => Buffer.from(value, "hex");
  const log = new Log();
  const check = [log.root(), ...leaves.map((leaf) => (log.append(leafHash(hex(leaf))), log.root()))];
  check.forEach((root, size) => root.equals(hex(roots[size])) || refuse(`root ${size}`));
  for (const { index, size, path } of inclusion) {
    const root = inclusionRoot(leafHash(hex(leaves[index])), index, size, path.map(hex));
    if (!root.equals(hex(roots[size]))) refuse(`inclusion of ${index} in ${size}`);
  }
  for (const { older, newer, path } of consistency) {
    if (older === newer) continue;
    const [old, now] = consistencyRoots(older, hex(roots[older]), newer, path.map(hex));
    if (!old.equals(hex(roots[older])) || !now.equals(hex(roots[newer]))) refuse(`consistency of ${older} and ${newer}`);
  }
  return { roots: roots.length, inclusion: inclusion.length, consistency: consistency.length };
}

function mutate(check, bytes, key) {
  let [tried, passed] = [0, 0];
  for (let place = 0; place < bytes.length; place += 1) {
    for (const mask of [1, 32]) {
      const changed = Buffer.from(bytes);
      changed[place] ^= mask;
      tried += 1;
      try {
        check(changed, key, []);
        passed += 1;
      } catch {
        // refused, as it must be
      }
    }
  }
  return { tried, passed };
}

// --- the command ------------------------------------------------------------------------------------------------

try {
  const [command, ...rest] = process.argv.slice(2);
  const run = {
    export: ([file, key, ...older]) =>
      verifyExport(readFileSync(file), readKey(key), older.map((each) => text(readFileSync(each)))),
    receipt: ([file, key]) => verifyReceipt(readFileSync(file), readKey(key)),
    tree: ([file]) => verifyTree(readFileSync(file)),
    mutate: ([what, file, key]) => {
      const check = { export: verifyExport, receipt: verifyReceipt }[what];
      return mutate(check, readFileSync(file), readKey(key));
    },
  }[command];
  if (!run) refuse("usage: node verify.mjs export|receipt|tree|mutate ...");
  console.log(JSON.stringify(run(rest)));
} catch (error) {
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}
