"""The messages that go out over channels, as data: what each says, in both languages. See `messages` for the rules.

Rules
- Each has a subject, what the short form (SMS, push) says, and what the long one (mail) adds. `{...}` is filled by
  `messages.written` from a closed list.
- The zh text is written, not translated. No message asks for a code, a password or an identity document.

Example
    >>> TEXTS["code"].subject["en"]
    'Your code'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A message: its subject, what the short form says, and what the long one adds; by language."""

    id: str
    subject: Mapping[str, str]
    says: Mapping[str, str]
    adds: Mapping[str, str]
    promotional: bool = False


ASKED: Mapping[str, tuple[str, str]] = {
    "access": ("see what is held", "查阅个人信息"),
    "copy": ("receive a copy", "获取个人信息副本"),
    "transfer": ("have a copy sent to somebody", "转移个人信息"),
    "correct": ("have something put right", "更正个人信息"),
    "complete": ("have something completed", "补充个人信息"),
    "delete": ("have data erased", "删除个人信息"),
    "cancel-account": ("close the account", "注销账号"),
    "remove-minor": ("remove a child's data", "删除未成年人信息"),
}
"""What a request of which its person is told asks for. The kinds of requests are called the same; a test compares."""
SHOWN: Mapping[str, tuple[str, str]] = {
    "login": ("signed in to the account", "登录账号"),
    "one-time-code": ("a code sent to a contact on file", "向已留存的联系方式发送一次性验证码"),
    "fields": ("details that are on file already", "核对已留存的信息"),
    "written-form": ("a signed written request", "书面申请"),
    "two-operators": ("recognised by two operators", "两名工作人员分别核验"),
    "guardian-identity": ("a verified guardian", "监护关系核验"),
    "signed-form": ("a form signed by the guardian", "监护人签署的书面文件"),
    "agent-authority": ("an authority signed by the person", "本人签署的授权委托书"),
    "relative-proof": ("proof of kinship with a deceased person", "死亡及亲属关系证明"),
}
"""By which ways it was proved. The methods of proof are called the same; a test compares."""
WHY: Mapping[str, tuple[str, str]] = {
    "complex": ("it takes more work than most", "情况较为复杂"),
    "many": ("many requests came in at once", "近期请求数量较多"),
    "others": ("others have to be asked first", "须先向其他方核实"),
}
"""Why a promised term is made longer (GDPR 12(3) names the first two)."""


def _text(
    id_: str,
    en: tuple[str, str, str],
    zh: tuple[str, str, str],
    *,
    promotional: bool = False,
) -> Text:
    pairs = [{"en": one, "zh": other} for one, other in zip(en, zh, strict=True)]
    return Text(id_, pairs[0], pairs[1], pairs[2], promotional)


TEXTS = {
    each.id: each
    for each in (
        _text(
            "code",
            (
                "Your code",
                "Your code is {code}. It is good for 10 minutes and for this one request. Give it to nobody; we never ask for it.",
                "If you asked for nothing, you need do nothing: without the code nothing happens.",
            ),
            (
                "验证码",
                "验证码 {code}，10 分钟内有效，仅用于本次请求。请勿告知他人，我们不会向您索要。",
                "如非本人操作，无须理会；没有验证码，该请求不会办理。",
            ),
        ),
        _text(
            "sign-in",
            (
                "Your code for signing in",
                "Your code for signing in is {code}. It is good for 10 minutes. Give it to nobody; we never ask for it.",
                "If you did not want to sign in, you need do nothing: without the code nobody comes in.",
            ),
            (
                "登录验证码",
                "登录验证码 {code}，10 分钟内有效。请勿告知他人，我们不会向您索要。",
                "如非本人操作，无须理会；没有验证码，任何人都无法登录。",
            ),
        ),
        _text(
            "case-received",
            (
                "We have your request",
                "We have your request {case}. Follow it here: {link}",
                "You hear from us when we need something, and when it is done.",
            ),
            (
                "已收到您的请求",
                "已收到您的请求 {case}，办理进度请见：{link}",
                "需要您补充或办结时，我们会再通知您。",
            ),
        ),
        _text(
            "case-notice",
            (
                "A request was made in your name",
                "On {day} you were named as asking to {asked} ({case}), shown by: {shown}. Not you? Stop it at {link} with the number {code}.",
                "If it was you, you need do nothing. We write to every contact that we have of you, so that nobody can ask behind your back. The link alone changes nothing.",
            ),
            (
                "有人以您的名义提出请求",
                "{day} 有人以您的名义申请{asked}（编号 {case}），核验方式：{shown}。如非本人，请在此填写号码 {code} 终止办理：{link}",
                "如为本人提出，无须操作。为防冒名，我们会通知您留存的每个联系方式。仅打开链接不会产生任何变化。",
            ),
        ),
        _text(
            "case-waiting",
            (
                "We need something from you",
                "To go on with your request {case} we need something from you: {link}",
                "Until then the clock of our promise stands still where the policy says so; the law's does not.",
            ),
            (
                "请补充材料",
                "您的请求 {case} 需要您补充，请见：{link}",
                "补充期间，政策约定的期限按约定暂停，法定期限不受影响。",
            ),
        ),
        _text(
            "case-lapsed",
            (
                "Your request was closed",
                "Your request {case} was closed because we could not make sure that it was you. How to go on: {link}",
                "Nothing was shown and nothing was changed.",
            ),
            (
                "您的请求已终止",
                "因未能核实身份，您的请求 {case} 已终止，如需继续请见：{link}",
                "我们未提供任何信息，也未作任何更改。",
            ),
        ),
        _text(
            "case-lifting",
            (
                "A restriction is going to be lifted",
                "The restriction that you asked for with {case} is going to be lifted. Why, and from when: {link}",
                "It stays until the day that is named there. If you do not agree, object there; until that is decided, it stays.",
            ),
            (
                "限制处理即将解除",
                "您以 {case} 申请的限制处理即将解除，原因和日期请见：{link}",
                "在所示日期之前，限制继续有效。如不同意，可在该页面提出异议；异议办结之前不会解除。",
            ),
        ),
        _text(
            "case-lifted",
            (
                "A restriction was lifted",
                "The restriction that you asked for with {case} was lifted, as you asked. See: {link}",
                "If that was not you, tell us at once, and ask for a new restriction.",
            ),
            (
                "限制处理已解除",
                "已按您的要求解除 {case} 的限制处理，详见：{link}",
                "如非本人操作，请立即与我们联系，并重新申请限制处理。",
            ),
        ),
        _text(
            "case-extended",
            (
                "Your request takes longer",
                "Your request {case} takes until {day}, as {why}. More: {link}",
                "What the law sets as a limit stays. You may object to that there.",
            ),
            (
                "办理延期通知",
                "因{why}，您的请求 {case} 将延至 {day} 前办结，详情请见：{link}",
                "法定期限不变。如有异议，可在该页面提出。",
            ),
        ),
        _text(
            "case-forwarded",
            (
                "Your request was passed on",
                "The data in your request {case} belong to an organisation, which we have asked to answer: {link}",
                "If it does not answer in time we answer you ourselves.",
            ),
            (
                "请求已转交",
                "您的请求 {case} 涉及的数据由所属组织处理，已转交其答复，进度请见：{link}",
                "该组织逾期未答复的，由我们答复您。",
            ),
        ),
        _text(
            "case-answered",
            (
                "The answer to your request",
                "The answer to your request {case} is here: {link}",
                "You sign in to read it. It also says how to object.",
            ),
            (
                "您的请求已有答复",
                "您的请求 {case} 已有答复，请见：{link}",
                "登录后即可查看，页面中列有异议途径。",
            ),
        ),
        _text(
            "package-ready",
            (
                "Your copy is ready",
                "The copy for your request {case} is ready until {day}: {link}",
                "It is encrypted; the key is shown to you on the page after you signed in, never in a message.",
            ),
            (
                "个人信息副本已备好",
                "请求 {case} 的个人信息副本已备好，可于 {day} 前领取：{link}",
                "副本已加密，密钥仅在登录后的页面中显示，不会以消息发送。",
            ),
        ),
        _text(
            "account-closing",
            (
                "Your account will be closed",
                "Your account will be closed by {day}. Take it back or save your data before: {link}",
                "Until then everything works as before.",
            ),
            (
                "账号即将注销",
                "您的账号将于 {day} 前注销。如需撤回或备份，请见：{link}",
                "在此之前，账号可正常使用。",
            ),
        ),
        _text(
            "account-closed",
            (
                "Your account is closed",
                "Your account is closed. What was erased and what the law makes us keep: {link}",
                "This is the last message about it.",
            ),
            (
                "账号已注销",
                "您的账号已注销。已删除及依法留存的内容请见：{link}",
                "此为该账号的最后一封通知。",
            ),
        ),
        _text(
            "receipt",
            (
                "Your choice is recorded",
                "Your choice is recorded and holds from now on. Receipt: {link}",
                "The receipt says what stops, what goes on, and how anybody can check it.",
            ),
            ("已记录您的选择", "您的选择已记录并即时生效，凭证请见：{link}", "凭证列明停止与继续的处理，并可供查验。"),
        ),
        _text(
            "contact-changed",
            (
                "A contact of yours was changed",
                "A contact in your account was changed. Was it not you? Tell us here: {link}",
                "For some days the new one cannot be used to prove who you are.",
            ),
            (
                "联系方式已变更",
                "您账号中的联系方式已变更。如非本人操作，请告知我们：{link}",
                "新的联系方式在一段时间内不能用于核验身份。",
            ),
        ),
        _text(
            "version-changed",
            (
                "The privacy policy changes",
                "Our privacy policy changes on {day}. What is different, and how to say no: {link}",
                "What needs your consent stays off until you give it.",
            ),
            (
                "隐私政策更新",
                "隐私政策将于 {day} 更新，变化内容及拒绝方式请见：{link}",
                "需您同意的处理，在您同意前不会开始。",
            ),
        ),
        _text(
            "service-ends",
            (
                "The service ends",
                "The service ends on {day}. What becomes of your data: {link}",
                "From that day on nothing is collected any more.",
            ),
            ("停止服务通知", "本服务将于 {day} 停止，个人信息的处理方式请见：{link}", "自该日起，不再收集任何个人信息。"),
        ),
        _text(
            "incident",
            (
                "A security incident",
                "An incident may concern your data. What happened, what we do and what you can do: {link}",
                "We never ask for a code or a password because of it.",
            ),
            (
                "个人信息安全事件通知",
                "发生可能涉及您个人信息的安全事件，情况、处置措施及您可采取的措施请见：{link}",
                "我们不会因此向您索要验证码或密码。",
            ),
        ),
        _text(
            "guardian-asked",
            (
                "Your consent as a guardian is asked for",
                "A child named you as guardian. What it is about, and your answer: {link}",
                "Without your answer nothing is done with the child's data.",
            ),
            (
                "请监护人确认",
                "有未成年人将您登记为监护人，事项及答复请见：{link}",
                "在您答复前，我们不会处理该未成年人的信息。",
            ),
        ),
        _text(
            "age-reached",
            (
                "You decide for yourself now",
                "You are of an age at which no guardian speaks for you any more. What you want to go on: {link}",
                "What a guardian had agreed to is not relied on any more; nothing goes on without your own choice.",
            ),
            (
                "请您本人确认",
                "您已达到自行作出决定的年龄，监护人不再代您行使权利。请确认您的选择：{link}",
                "监护人此前的同意不再作为依据；未经您本人选择，相关处理不会继续。",
            ),
        ),
        _text(
            "commercial",
            ("News from {controller}", "News for you: {link} To stop: {stop}", "One click on the second link ends these messages."),
            ("{controller} 资讯", "资讯详情：{link} 退订：{stop}", "点击退订链接，即可不再接收此类消息。"),
            promotional=True,
        ),
        _text(
            "survey",
            ("A few questions", "We would like to ask you something: {link} To stop: {stop}", "Answering is up to you."),
            ("邀您参与调查", "邀您填写调查：{link} 退订：{stop}", "是否参与由您决定。"),
            promotional=True,
        ),
    )
}  # fmt: skip
"""Every message, by its id."""
