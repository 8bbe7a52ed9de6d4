"""What can be wrong with a visit to a page, by what the visitor can do about it.

Rules
- Each class has one HTTP status. A message never repeats what the visitor typed, nor who the visitor is.
- `Refused` covers everything that looks like somebody else's doing: nothing was changed.
"""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

NOT_SIGNED_IN = Message(
    "page.not-signed-in",
    "this page is about one person, and nobody is signed in here",
    "此页面涉及个人信息，请先进入本人的隐私中心",
    "open the link that the app or website gave you; it works once and for a short time",
    "请从应用或网站内重新进入；链接仅可使用一次，且短时间内有效",
)
OFFICER_ONLY = Message(
    "page.officer-only",
    "the console is open to its operators only",
    "控制台仅供操作人员使用",
    "sign in; an operator who manages others can invite you",
    "请先登录；如尚无账号，请联系管理人员邀请您加入",
)
LINK_UNUSABLE = Message(
    "link.unusable",
    "this link cannot be used: it was used before, is too old, or is not complete",
    "该链接无法使用：可能已使用过、已过期或不完整",
    "ask the app or website for a new link; nothing was changed",
    "请在应用或网站内重新获取链接；未作任何更改",
)
NOT_OUR_FORM = Message(
    "form.not-ours",
    "the form did not come from a page of ours that you have open",
    "提交的表单并非来自您当前打开的页面",
    "open the page again and send it from there; nothing was changed",
    "请重新打开页面后再提交；未作任何更改",
)
BAD_FORM = Message(
    "form.malformed",
    "the form is not well formed",
    "表单格式有误",
    "open the page again and send it from there; nothing was changed",
    "请重新打开页面后再提交；未作任何更改",
)
FORM_TOO_LARGE = Message(
    "form.too-large",
    "the form holds more than {most} bytes",
    "表单超过 {most} 字节",
    "send less at a time",
    "请减少内容后再提交",
)
WRONG_KEY = Message(
    "console.wrong-key",
    "this is not the API key",
    "API 密钥不正确",
    "it was printed once when Troth first started, or it stands in TROTH_API_KEY",
    "密钥在首次启动时显示过一次，或由 TROTH_API_KEY 指定",
)
TOO_MANY = Message(
    "console.too-many-attempts",
    "too many wrong keys came from here",
    "来自此处的错误密钥次数过多",
    "wait {minutes} minutes, then try again",
    "请等待 {minutes} 分钟后再试",
)
TOO_MANY_PAGES = Message(
    "page.too-many",
    "too many pages that take long to make were asked for from here",
    "来自此处的请求过多，此类页面生成耗时较长",
    "wait {minutes} minutes, then try again; what you have open can still be printed from the browser",
    "请等待 {minutes} 分钟后再试；已打开的页面可直接用浏览器打印",
)
NO_PAGE = Message(
    "page.unknown",
    "there is no such page",
    "没有这个页面",
    "begin at the start page",
    "请从首页开始浏览",
)
NO_POLICY_HERE = Message(
    "page.no-policy",
    "there is no policy of this name here",
    "这里没有此名称的政策",
    "the start page lists the policies that there are",
    "请从首页的列表中选择",
)
NO_METHOD = Message(
    "page.method",
    "this page cannot be called in this way",
    "此页面不支持这种访问方式",
    "open the page again and use its buttons",
    "请重新打开页面并使用页面上的按钮",
)
NO_RECEIPT = Message(
    "receipt.unknown",
    "there is no receipt with this number among yours",
    "您的凭证中没有这个编号",
    "take it from the list on your page",
    "请从您的页面列表中下载",
)


class FrameError(TrothError):
    """Something about the visit itself; `status` is the HTTP status that the page gets."""

    status = 400


class BadForm(FrameError):
    """The form is malformed; nothing was changed."""


class FormTooLarge(FrameError):
    """The form is too large to be read; nothing was changed."""

    status = 413


class NotSignedIn(FrameError):
    """The page needs a person or an officer."""

    status = 401


class WrongKey(FrameError):
    """The key that was typed is not the API key."""

    status = 401


class Refused(FrameError):
    """The visit is not what it should be: another's form, a spent link. Nothing was changed."""

    status = 403


class NoPage(FrameError):
    """There is nothing here."""

    status = 404


class TooMany(FrameError):
    """The visitor has to wait."""

    status = 429
