"""Errors of the ledger: four branches, by what the caller can do about them.

- `EntryError`: what was to be recorded breaks the schema. The caller has a defect; nothing was recorded.
- `FormatError`: a file, note, key or receipt is not in its format. Ask for it again; do not repair it.
- `SignatureError`: it is in its format, and not signed by the key that was given.
- `ProofError`: it is signed, and what is signed does not hold together. This is evidence: keep both sides.

A message never carries a value of an entry: a value that was refused may be personal.
`evidence` holds the bytes that contradict each other (checkpoints, roots), for the report.
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.vocabulary.errors import Message, TrothError


class LedgerError(TrothError):
    """The root of what the ledger raises. `evidence` maps a name to the bytes that show the fault."""

    def __init__(
        self, message: Message, /, *, evidence: Mapping[str, bytes] | None = None, **values: object
    ) -> None:
        """Carry `message`, the `values` its texts name, and the `evidence`."""
        super().__init__(message, **values)
        self.evidence: Mapping[str, bytes] = dict(evidence or {})


class EntryError(LedgerError):
    """An entry breaks the schema; it was not recorded."""


class FormatError(LedgerError):
    """Bytes are not in their format."""


class SignatureError(LedgerError):
    """A signature is missing, of another key, or wrong."""


class ProofError(LedgerError):
    """Signed evidence does not hold together."""


# --- entries -------------------------------------------------------------------------------------------------

UNKNOWN_KIND = Message(
    "ledger.unknown-kind",
    "{kind} is not a kind of ledger entry",
    "{kind} 不是台账条目的种类",
    "use a member of EntryKind; a new kind is added there with its fields",
    "请使用 EntryKind 的成员；新种类须连同字段一起加在那里",
)
UNKNOWN_FIELD = Message(
    "ledger.unknown-field",
    "an entry of kind {kind} has no field {field}",
    "{kind} 类条目没有 {field} 这个字段",
    "use one of the fields of this kind: {known}",
    "请使用该种类已有的字段：{known}",
)
MISSING_FIELD = Message(
    "ledger.missing-field",
    "an entry of kind {kind} needs the field {field}",
    "{kind} 类条目缺少字段 {field}",
    "give the field; it is part of the evidence",
    "请补上该字段，它是证据的一部分",
)
BAD_VALUE = Message(
    "ledger.bad-value",
    "the field {field} does not hold {wanted}",
    "字段 {field} 的值不符合要求：{wanted_zh}",
    "record a declared id or a digest; personal values and free text never enter the ledger",
    "请记录已声明的编号或摘要；个人信息和自由文本不得进入台账",
)
ENTRY_TOO_LONG = Message(
    "ledger.entry-too-long",
    "the entry has {length} bytes, and at most {most} are recorded",
    "条目有 {length} 个字节，最多只能记录 {most} 个",
    "record the digest of the long part",
    "请改为记录较长内容的摘要",
)
NEEDS = Message(
    "ledger.needs",
    "an entry of kind {kind} needs a {part}",
    "{kind} 类条目必须写明 {part}",
    "give it when the entry is made",
    "请在生成条目时写明",
)

# --- formats -------------------------------------------------------------------------------------------------

BAD_ENTRY_BYTES = Message(
    "ledger.bad-entry-bytes",
    "the bytes are not a ledger entry in canonical form",
    "这些字节不是规范形式的台账条目",
    "take the bytes as the ledger wrote them; ask for the file again",
    "请使用台账写出的原始字节，或重新索取文件",
)
BAD_KEY = Message(
    "ledger.bad-key",
    "the text is not a verifier key of the form name+id+key",
    "这不是“名称+编号+公钥”形式的验证公钥",
    "copy the whole key as it was published, on one line",
    "请完整复制公布的公钥，写成一行",
)
BAD_NAME = Message(
    "ledger.bad-name",
    "a key name or origin is empty, too long, or has a space, a plus or a control character",
    "密钥名称或来源为空、过长，或含有空格、加号、控制字符",
    "use a name such as `ledger.example/acme`",
    "请使用类似 `ledger.example/acme` 的名称",
)


def _bad_note(name: str, en: str, zh: str) -> Message:
    """Return the message that a text is not a signed checkpoint, for one reason."""
    return Message(
        f"ledger.note-{name}",
        f"the text is not a signed checkpoint: {en}",
        f"这不是已签名的检查点：{zh}",
        "take the checkpoint as it was published, byte for byte; ask for it again",
        "请逐字节使用公布的检查点，或重新索取",
    )


NOTE_TOO_LONG = _bad_note("too-long", "it is too long", "内容过长")
NOTE_NOT_UTF8 = _bad_note("not-utf8", "it is not UTF-8", "不是 UTF-8 编码")
NOTE_NO_SIGNATURE = _bad_note("no-signature", "it has no signature lines at its end", "末尾没有签名行")
NOTE_TOO_MANY = _bad_note("too-many", "it has more than 16 signatures", "签名多于 16 个")
NOTE_CONTROL = _bad_note(
    "control", "its text has control characters or ends early", "正文含控制字符或结尾不完整"
)
NOTE_SIGNATURE = _bad_note("signature", "a signature line is malformed", "有签名行格式不对")
NOTE_TEXT = _bad_note("text", "its text is not origin, size and root", "正文不是来源、大小和根")


def _bad_line(name: str, en: str, zh: str) -> Message:
    """Return the message that a line of an export is not in its format, for one reason."""
    return Message(
        f"ledger.line-{name}",
        f"line {{line}} of the export {en}",
        f"导出文件第 {{line}} 行{zh}",
        "the file was changed or damaged; ask for it again and keep this one",
        "文件已被改动或损坏；请重新索取，并保留这一份",
    )


LINE_TOO_LONG = _bad_line("too-long", "is too long", "过长")
LINE_NEWLINE = _bad_line("newline", "does not end in one newline", "没有以一个换行符结尾")
LINE_NO_HEADER = _bad_line("no-header", "is not the header of an export", "不是导出文件的首行")
LINE_NO_ENTRY = _bad_line("no-entry", "is not an entry in its one right form", "不是规范形式的条目")
LINE_NO_CHECKPOINT = _bad_line(
    "no-checkpoint", "is not the signed checkpoint that must end the file", "不是文件末尾应有的签名检查点"
)
LINE_SIGNATURES = _bad_line(
    "signatures", "holds a checkpoint without exactly one signature", "的检查点签名不是恰好一个"
)
LINE_MISSING = _bad_line("missing", "is missing: the file ends too early", "缺失：文件提前结束")


def _bad_receipt(name: str, en: str, zh: str) -> Message:
    """Return the message that bytes are not a receipt, for one reason."""
    return Message(
        f"ledger.receipt-{name}",
        f"the bytes are not a receipt: {en}",
        f"这不是有效的凭据文件：{zh}",
        "take the file as you received it; ask for it again",
        "请使用收到的原文件，或重新索取",
    )


RECEIPT_TOO_LONG = _bad_receipt("too-long", "they are too many", "内容过长")
RECEIPT_NOT_JSON = _bad_receipt("not-json", "they are not canonical JSON", "不是规范形式的 JSON")
RECEIPT_OTHER_FORM = _bad_receipt(
    "other-form", "its parts do not follow from the entry that it proves", "其内容与所证明的条目不相符"
)
RECEIPT_SIGNATURES = _bad_receipt(
    "signatures", "its checkpoint does not have exactly one signature", "其检查点的签名不是恰好一个"
)
RECEIPT_KIND = _bad_receipt("kind", "its entry is of a kind that has no receipt", "该类条目没有凭据")

BAD_HEAD = Message(
    "ledger.bad-head",
    "the stored log head of size {size} does not have one peak for each bit that is set",
    "存储的日志头（大小 {size}）与其峰值个数不符",
    "stop writing and rebuild the head from the leaf hashes",
    "请停止写入，并从叶子哈希重建日志头",
)

# --- signatures ----------------------------------------------------------------------------------------------

NOT_SIGNED = Message(
    "ledger.not-signed",
    "there is no signature by the key {key}",
    "没有密钥 {key} 的签名",
    "check that the key belongs to this ledger; if it does, do not trust the file",
    "请核对公钥是否属于该台账；若属于，则不要相信这份文件",
)
WRONG_SIGNATURE = Message(
    "ledger.wrong-signature",
    "the signature by the key {key} does not fit the text",
    "密钥 {key} 的签名与内容不符",
    "do not trust the file; keep it and tell whoever publishes the ledger",
    "不要相信这份文件；请保留它，并告知台账的公布者",
)

# --- proofs --------------------------------------------------------------------------------------------------

OUT_OF_RANGE = Message(
    "ledger.out-of-range",
    "entry {index} is not in a log of {size} entries",
    "日志共有 {size} 条，其中没有第 {index} 条",
    "ask with an index and a size that the log has",
    "请使用日志中存在的序号和大小",
)
WRONG_ROOT = Message(
    "ledger.wrong-root",
    "the entries give the root {found}, and the signed checkpoint says {expected}",
    "由条目算出的根是 {found}，而签名检查点记载的是 {expected}",
    "an entry was changed, dropped, moved or added; keep the file as evidence",
    "有条目被修改、删除、移动或增加；请保留文件作为证据",
)
WRONG_INCLUSION = Message(
    "ledger.wrong-inclusion",
    "the proof for entry {index} of {size} leads to the root {found}, and the signed checkpoint says {expected}",
    "第 {index} 条（共 {size} 条）的证明得出的根是 {found}，而签名检查点记载的是 {expected}",
    "the entry or its proof was changed; keep it as evidence",
    "条目或证明已被改动；请保留作为证据",
)
WRONG_SIZE = Message(
    "ledger.wrong-size",
    "there are {found} entries, and the signed checkpoint says {expected}",
    "共有 {found} 条，而签名检查点记载的是 {expected} 条",
    "entries were dropped or added; keep the file as evidence",
    "有条目被删除或增加；请保留文件作为证据",
)
WRONG_ORIGIN = Message(
    "ledger.wrong-origin",
    "the evidence is of the log {found}, and {expected} was expected",
    "证据来自日志 {found}，而应为 {expected}",
    "use the evidence and the key of one log",
    "请使用同一日志的证据和公钥",
)
WRONG_CONTROLLER = Message(
    "ledger.wrong-controller",
    "line {line} belongs to another controller than the entries before it",
    "第 {line} 行与之前的条目不属于同一处理者",
    "one log holds one controller's entries; keep the file as evidence",
    "一个日志只含一个处理者的条目；请保留文件作为证据",
)
REWRITTEN = Message(
    "ledger.rewritten",
    "the first {size} entries give the root {found}, and the earlier checkpoint says {expected}",
    "前 {size} 条算出的根是 {found}，而先前的检查点记载的是 {expected}",
    "the history was rewritten; keep both checkpoints, they prove it",
    "历史已被改写；请保留两份检查点，它们就是证据",
)
SHORTER = Message(
    "ledger.shorter",
    "the log has {found} entries, and an earlier checkpoint had {expected}",
    "日志有 {found} 条，而先前的检查点已有 {expected} 条",
    "entries were cut off; keep both checkpoints, they prove it",
    "日志被截短；请保留两份检查点，它们就是证据",
)
WRONG_ROTATION = Message(
    "ledger.wrong-rotation",
    "line {line} changes the signing key without the consent of the key before it",
    "第 {line} 行更换签名密钥，但没有前一密钥的签名认可",
    "do not trust the keys after this entry; keep the file as evidence",
    "不要相信此后的密钥；请保留文件作为证据",
)
FORWARD_REFERENCE = Message(
    "ledger.forward-reference",
    "line {line} refers to an entry that comes after it",
    "第 {line} 行引用了其后的条目",
    "an entry can only refer to earlier ones; keep the file as evidence",
    "条目只能引用更早的条目；请保留文件作为证据",
)
WRONG_TEXT = Message(
    "ledger.wrong-text",
    "the text in the receipt is not the one that the entry says was shown",
    "凭据中的文字与条目所记录的展示文字不一致",
    "the receipt was changed; ask for it again and keep this one",
    "凭据已被改动；请重新索取，并保留这一份",
)
WRONG_TERMS = Message(
    "ledger.wrong-terms",
    "the terms in the receipt are not those that the entry records",
    "凭据中的处理说明与条目所记录的不一致",
    "the receipt was changed; ask for it again and keep this one",
    "凭据已被改动；请重新索取，并保留这一份",
)
