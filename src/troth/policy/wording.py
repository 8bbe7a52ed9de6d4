"""What the checker says: one message for one mistake, in both languages, with what to write instead.

Rules
- A message names what stands in the file in backticks, never how the program is built.
- `Wrong` carries a message out of a parser; the checker adds line and clause.

Example
    >>> str(Wrong(PERIOD, value="soon"))
    'policy.period: `soon` is not a period; write a number and a unit, such as 15 working days'
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from troth.vocabulary import Message, Plain


class Wrong(ValueError):
    """A term is written wrongly; the checker turns it into a finding."""

    def __init__(self, message: Message, **values: object) -> None:
        """Carry `message` and the `values` of its placeholders."""
        self.message, self.values = message, values
        self.path: tuple[str | int, ...] = ()
        super().__init__(f"{message.id}: {message.text('en', values)}; {message.help('en', values)}")

    def at(self, *path: str | int) -> Wrong:
        """Return it with `path` before the steps that lead to what is wrong inside the term."""
        self.path = (*path, *self.path)
        return self


def written(value: object) -> object:
    """Return `value` as it stands in a file: `true`, `null`, `[a, b]`, `{a: b}`; texts and numbers as they are."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(str(written(each)) for each in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {written(each)}' for key, each in value.items())}}}"
    return value


_TABLE = """
unknown-key|there is no key {key} here|此处没有键 {key}|{suggestion}|{suggestion_zh}
missing-key|the key {key} is missing|缺少键 {key}|write `{key_plain}: ...`|请补写 `{key_plain}: ...`
not-text|{value} is not text|{value} 不是文字|write it in quotes|请加上引号
not-list|a list is expected here|此处应为列表|write [a, b] or a list of lines|请写成 [a, b] 或逐行列表
not-mapping|a mapping is expected here|此处应为键值|write {{key: value}}|请写成 {{键: 值}}
not-boolean|{value} is not true or false|{value} 不是 true 或 false|write true or false|请写 true 或 false
not-number|{value} is not a fitting number|{value} 不是合适的数字|write a whole number within the limits|请写范围内的整数
not-id|{value} is not an id|{value} 不是合法的标识|use a letter, then letters, digits, dots or dashes, at most 64|以字母开头，可用字母、数字、点和连字符，最长 64 个字符
number-like|this id holds seven digits in a row, as a telephone number does|该标识含有连续七位数字，形同电话号码|use fewer digits: ids are recorded, and numbers of people never are|请减少数字：标识会被记录，而个人号码绝不记录
not-policy-id|{value} is not an id for a policy|{value} 不能作为政策标识|use a small letter, then small letters, digits or dashes, at most 40|以小写字母开头，可用小写字母、数字和连字符，最长 40 个字符
not-version|{value} is not a version|{value} 不是版本号|write a date such as 2023-07-20, a number such as 1.2, or an id; in quotes|请写日期（如 2023-07-20）、数字（如 1.2）或标识，并加引号
not-day|{value} is not a day|{value} 不是日期|write it in quotes, such as 2023-07-20|请加引号书写，如 2023-07-20
not-word|{value} is not one of the words that may stand here|{value} 不是此处可用的词|{suggestion}|{suggestion_zh}
too-long|the text is empty or too long|文字为空或过长|write between 1 and 2000 characters|请写 1 至 2000 个字符
not-basis|{value} is not a basis|{value} 不是处理依据|write agreement, contract, legal-duty, instruction, ground, none or {{consent: explicit}}|请写 agreement、contract、legal-duty、instruction、ground、none 或 {{consent: explicit}}
not-data|{value} does not say what is required and what is optional|{value} 未分清必需和可选的信息|write {{required: [a], optional: [b]}}, or {{}} for no personal data|请写 {{required: [a], optional: [b]}}；不涉及个人信息时写 {{}}
not-keep|{value} does not say how long data are kept|{value} 未写明保存期限|write {{for: 12 months, then: erase}}, {{until: account-closed}} or none|请写 {{for: 12 months, then: erase}}、{{until: account-closed}} 或 none
life|{value} is neither a period nor `visit`|{value} 既不是期限也不是 `visit`|write visit, or a number and a unit, such as 30 days|请写 visit，或数字加单位，如 30 days
empty-value|nothing is written here|此处没有内容|write it, or remove the key|请补写，或删去该键
malformed|this is not written as the language asks|写法不符合语言规则|see docs/POLICY.md under the section's name|请参阅 docs/POLICY.md 对应章节
basis-missing|the purpose has no basis|此目的没有处理依据|write `basis:` with agreement, {{consent: explicit}} or another, or a `gap:`|请写 `basis:`（如 agreement、{{consent: explicit}}），或注明 `gap:`
never-everything|a bar without `when` would refuse everything|没有 `when` 的禁止条款会拒绝一切|say in `when` what is never done|请在 `when` 中写明禁止的情形
demand-nothing|a demand without `need` asks for nothing|没有 `need` 的要求等于没有要求|write what is needed in `need`|请在 `need` 中写明要求
source-item|{value} is neither an id nor a range|{value} 既不是编号也不是区间|write `mjzk-041` or `mjzk-041..051`|请写成 `mjzk-041` 或 `mjzk-041..051`
source-prefix|{value} has no prefix, and none stands before it|{value} 没有前缀，之前也没有可沿用的前缀|write the whole id|请写完整编号
source-range|the range {value} runs backwards or is too long|区间 {value} 颠倒或过长|write the lower number first, at most 500 ids|请先写较小编号，最多 500 个
double|{value} stands twice in the list|{value} 在列表中重复|remove one|请删去一个
period|{value} is not a period|{value} 不是期限|write a number and a unit, such as 15 working days|请写数字加单位，如 15 working days
when-shape|a condition is a mapping|条件应为键值|write {{act: share, sensitive: true}}|请写成 {{act: share, sensitive: true}}
when-key|a condition knows no key {key}|条件中没有键 {key}|{suggestion}|{suggestion_zh}
words|{key} takes a word or a list of words|{key} 应为单词或单词列表|write `{key_plain}: [a, b]`|请写成 `{key_plain}: [a, b]`
need-shape|this is not a need|这不是有效的要求|write a kind of evidence or one of {known}|请写凭据种类，或以下之一：{known}
need-extra|{kind} takes no {key}|{kind} 不能带 {key}|remove it|请删去
need-any|`any` takes a list of at least two needs|`any` 需要至少两项要求|write {{any: [a, b]}}|请写成 {{any: [a, b]}}
need-age|`age` takes a number of years|`age` 应为年数|write {{age: 18}}|请写成 {{age: 18}}
need-authenticated|`authenticated` takes `true`|`authenticated` 只能为 true|write {{authenticated: true}}|请写成 {{authenticated: true}}
need-transport|`transport` takes `encrypted`|`transport` 只能为 encrypted|write {{transport: encrypted}}|请写成 {{transport: encrypted}}
need-level|{kind} takes a level|{kind} 应为同意等级|write implied, explicit, separate or written|请写 implied、explicit、separate 或 written
need-dimension|{value} is neither a dimension nor a witness of a consent|{value} 既不是同意的维度也不是证明方|naming takes act, recipient, purpose, data; by takes own, guardian, recipient-attested, organisation-attested|naming 可用 act、recipient、purpose、data；by 可用 own、guardian、recipient-attested、organisation-attested
need-for|`for` takes the id of what is consented to|`for` 应为同意对象的标识|write the id of a purpose|请写目的的标识
unknown-id|{value} stands nowhere in {section}|{section} 中没有 {value}|{suggestion}|{suggestion_zh}
unknown-evidence|{value} is not a known kind of evidence|{value} 不是已知的凭据种类|{suggestion}|{suggestion_zh}
unknown-notice|{value} is not a known notice item|{value} 不是已知的告知事项|{suggestion}|{suggestion_zh}
id-twice|{value} names both {first} and {second}|{value} 同时用于 {first} 和 {second}|give one of them another id|请为其中之一更换标识
group-element|the group {value} has the name of an element|信息组 {value} 与信息项同名|give the group another name|请为该组更名
group-nested|the group holds {value}, which is a group|该组包含另一个组 {value}|list its elements|请直接列出信息项
any-needs-ground|`data: any` is only for `basis: ground`|`data: any` 仅可用于 `basis: ground`|list the elements|请列出信息项
none-personal|`basis: none` may take no personal element such as {value}|`basis: none` 不得含个人信息，如 {value}|choose a basis, or mark the element `alone: not-personal`|请选择处理依据，或将其标为 `alone: not-personal`
empty-section|the section {value} is empty|章节 {value} 为空|fill it, remove it, or write in `gap:` what is missing|请补全或删去，或以 `gap:` 注明缺失内容
id-long|the id of this clause is longer than {most} characters|该条款的标识超过 {most} 个字符|use shorter names|请缩短名称
id-alike|{value} and {other} differ only in case or separators|{value} 与 {other} 仅大小写或分隔符不同|give one of them a name that cannot be mistaken|请为其中之一取不易混淆的名称
ground-twice|{value} stands in two tables for the act {act}|{value} 出现在两个适用于 {act} 的表中|give one of them another id|请为其中之一更换标识
keep-idle|the purpose says how long data are kept, and neither collects nor keeps any|此目的写了保存期限，却既不收集也不保存信息|add `collect` or `keep` to `acts`, or remove `keep`|请在 `acts` 中加入 collect 或 keep，或删去 `keep`
audience-none|elements in no audience are read without regard to relations: {names} ({count})|未列入任何可见范围的信息项，其读取不受关系限制：{names}（共 {count} 项）|add to the `data` of an audience what other people may not read|请将不应由他人读取的信息项加入某个可见范围的 `data`
unbundling|a basic purpose rests on the consent to the additional purpose {value}|基本功能依赖附加目的 {value} 的同意|remove the consent, or make the purpose additional|请去掉该同意，或改为附加功能
loses-unknown|`loses` names {value}, which is neither a purpose nor a function|`loses` 中的 {value} 既非目的也非功能|name what the person really loses|请写明拒绝后实际失去的功能
permission-missing|{value} is guarded by phones, and no permission holds it|手机会保护 {value}，但没有对应的权限条目|add it to a permission's `data`|请将其加入某项权限的 `data`
case-open|nobody has to say yes in this case, so anyone could use it|该情形无需任何人同意或任何凭据，等于敞开|write in `need` a consent, an agreement, an instruction or evidence, or allow `form: anonymised` only|请在 `need` 中写明同意、协议、指示或凭据，或仅允许 `form: anonymised`
opens-nothing|the ground lifts nothing and its table names no act|该情形既不免除任何要求，也未列明处理方式|write `acts` and `lifts` in the table|请在表中写明 `acts` 与 `lifts`
ground-open|the ground needs nothing, so anyone could claim it|该情形无需任何凭据，任何人都可主张|write in `need` what proves it|请在 `need` 中写明凭据
band-nothing|the age band demands nothing and refuses nothing|该年龄段既无要求也无禁止|write `need:` or `refuses: all`|请写 `need:` 或 `refuses: all`
linkage-nothing|the bar does not say what the data are never joined with|未写明禁止与哪些信息关联|write `never-with: identified` or a list|请写 `never-with: identified` 或列出信息项
origin-open|nothing is confirmed before data of this origin count as collected|此来源的信息未经确认即视为已收集|write `confirm:`, such as [origin, lawful, scope]|请写 `confirm:`，如 [origin, lawful, scope]
state-open|a closed account or an ended service refuses at least something|账号注销或服务终止后不能一概放行|write `refuses: all`, and in `except` what may go on|请写 `refuses: all`，并在 `except` 中写明例外
band-age|the band does not say below which age|该年龄段未写明年龄上限|name it under-18 or write `below: 18`|请命名为 under-18，或写 `below: 18`
state-except|`except` names {value}, which is no hold, ground, recipient role or purpose|`except` 中的 {value} 不是保留、情形、接收方角色或目的|{suggestion}|{suggestion_zh}
recipient-nothing|the recipient {value} has no purpose and can receive nothing|接收方 {value} 未列明目的，无法接收任何信息|list its purposes|请列明其目的
overlay-section|the overlay may not change {value}|附加条款不得修改 {value}|add it to `may-change`|请加入 `may-change`
overlay-clash|{value} is changed by two overlays|{value} 被两个附加条款同时修改|keep one|请只保留一个
overlay-entry|the addendum to {value} is not written as that section asks|对 {value} 的附加条款不符合该章节的写法|write it as in the section itself|请按该章节的写法书写
text-missing|the text {language} is missing|缺少 {language} 文本|write `{language_plain}: ...`|请补写 `{language_plain}: ...`
no-purpose|the file states no purpose, so nothing is permitted|文件未写明任何目的，因此一律不允许|write `purposes:`|请补写 `purposes:`
gap|left open: {what}|尚有空缺：{what_zh}|fill it before the policy is published|请在发布前补全
no-agreement|a purpose rests on agreement, and the file does not say how it is given|有目的以同意本政策为依据，但文件未写明同意方式|write `agreement:`|请补写 `agreement:`
no-contact|the file names no controller or no way to reach it|文件未写明处理者或其联系方式|write `controller: {{name: ..., contact: {{email: ...}}}}`|请补写 `controller:`（名称与联系方式）
instructions-none|{value} is of another controller, and no instructions cover it|{value} 属于其他处理者，但没有指示条款覆盖|add it to `instructions`|请加入 `instructions`
witness-one|a consent that only others can attest cannot be asked for|仅由他人证明的同意无法向个人征求|add `own` to `by` if the person may be asked|如可向个人征求，请在 `by` 中加入 `own`
retention-missing|the purpose does not say how long data are kept|此目的未写明保存期限|write `keep:`|请补写 `keep:`
"""

MESSAGES: dict[str, Message] = {
    row[0]: Message(f"policy.{row[0]}", row[1], row[2], row[3], row[4])
    for row in (line.split("|") for line in _TABLE.strip().splitlines())
}
PERIOD = MESSAGES["period"]


def wrong(name: str, **values: object) -> Wrong:
    """Return the mistake `name` (a key of `MESSAGES`) with its `values`, ready to be raised."""
    return Wrong(MESSAGES[name], **{key: written(value) for key, value in values.items()})


def suggestion(value: str, known: Iterable[str]) -> dict[str, Plain]:
    """Return the help texts `suggestion` and `suggestion_zh`: the nearest of `known`, else what there is."""
    words = sorted(known)
    near = difflib.get_close_matches(value, words, n=1, cutoff=0.6)
    if near:
        return {
            "suggestion": Plain(f"did you mean `{near[0]}`?"),
            "suggestion_zh": Plain(f"是否想写 `{near[0]}`？"),
        }
    shown = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")
    if not shown:
        return {
            "suggestion": Plain("nothing is declared there yet"),
            "suggestion_zh": Plain("该处尚未声明任何内容"),
        }
    return {"suggestion": Plain(f"write one of: {shown}"), "suggestion_zh": Plain(f"可用：{shown}")}
