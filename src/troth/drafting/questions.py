"""The questions, each in both languages, and what can be chosen.

Rules
- At most ten questions. Each has a protective default or must be answered.
- The words of a choice stand in answer files and never change.

Example
    >>> [each.id for each in QUESTIONS][:3]
    ['name', 'contact', 'products']
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A question, a word of help, and the answer that counts where none is given ("" for none)."""

    id: str
    en: str
    zh: str
    help_en: str
    help_zh: str
    default: str = ""

    def ask(self, language: str) -> str:
        """Return the question."""
        return self.zh if language == "zh" else self.en

    def help(self, language: str) -> str:
        """Return the help."""
        return self.help_zh if language == "zh" else self.help_en


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen; a kind of recipient is `needed_by` these activities (empty: by all)."""

    id: str
    en: str
    zh: str
    needed_by: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return what it is called."""
        return self.zh if language == "zh" else self.en


_QUESTIONS = """
name|What is your company called?|贵公司叫什么名称？|The name on the licence, in English and in Chinese. With one of them only, it stands in both texts.|营业执照上的名称，中英文各一。只填一个时，两种文本都用它。|
contact|Which e-mail address answers questions about personal data?|个人信息方面的问题，由哪个邮箱答复？|Somebody has to read it.|须有人查收。|
products|Which products or services is this policy for?|这份政策适用于哪些产品或服务？|Apps, sites, shops: the names that people know them by.|应用、网站、店铺，写大家熟悉的名称。|
country|In which country are the people, and does Chinese law protect them?|服务的个人在哪个国家或地区？是否适用中国法律？|Two letters, such as CN. When in doubt keep PIPL: it adds protection and takes none away.|写两个字母，例如 CN。拿不准就保留《个人信息保护法》：只会多一层保护。|CN
activities|What do people do with it?|人们用它做什么？|Choose everything that is true today. What you do not choose is refused.|按现状勾选。没有勾选的，一律不允许。|
recipients|Which companies receive data from you?|哪些公司会从您这里收到个人信息？|Hosting, messages, payment ...: name and country. Until a contract is signed, nothing may be passed on.|云服务、短信、支付等，写明名称和所在国家或地区。合同签署之前不得向其提供。|
minors|Will children under 14 use it?|会有未满十四周岁的儿童使用吗？|If you are not sure, the age is asked, and a guardian has to agree for a child.|拿不准时，会先询问年龄，儿童须由监护人同意。|unsure
keep|How long do you keep the data of an account after it is closed?|账号注销之后，账号信息还保存多久？|at-once, or a number and a unit: 30 days, 6 months.|写 at-once（立即删除），或数字加单位，例如 30 days、6 months。|at-once
answer|Within how many working days do you answer a person's request?|个人提出请求后，多少个工作日内答复？|At most 15.|最多 15 个工作日。|15 working days
"""

QUESTIONS: tuple[Question, ...] = tuple(
    Question(*line.split("|")) for line in _QUESTIONS.strip().splitlines()
)
"""The questions, in order."""

_ACTIVITIES = """
sign-up|Sign up for an account|注册账号
buy|Buy something|购买商品或服务
newsletter|Receive a newsletter or offers|订阅资讯或优惠信息
support|Ask support for help|联系客服
analytics|Be counted as a visitor (statistics of use)|访问时被统计（使用分析）
location|Use the location of their phone|使用手机定位
camera|Take pictures or scan codes|拍照或扫码
push|Receive push messages|接收推送通知
recommendations|See recommendations made for them|查看个性化推荐
"""
_KINDS = """
hosting|Hosting or cloud|云服务或服务器托管|
sms|Text messages (SMS)|短信服务|sign-up buy
mail|E-mail delivery|邮件发送服务|sign-up newsletter support
push|Push messages (SDK)|推送服务（SDK）|push
payment|Payment|支付机构|buy
delivery|Delivery of goods|物流配送|buy
analytics|Statistics of use (SDK)|统计分析（SDK）|analytics
maps|Maps and location (SDK)|地图定位（SDK）|location
helpdesk|Help desk software|客服系统|support
"""
_MINORS = """
no|No: nobody under 14|不会，不面向未满十四周岁的儿童
yes|Yes: with a guardian's consent|会，须经监护人同意
unsure|Not sure|不确定
"""


def _choices(table: str) -> tuple[Choice, ...]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return tuple(Choice(row[0], row[1], row[2], tuple(row[3].split()) if row[3:] else ()) for row in rows)


ACTIVITIES = _choices(_ACTIVITIES)
KINDS = _choices(_KINDS)
MINORS = _choices(_MINORS)


def fitting_kinds(activities: Iterable[str]) -> tuple[Choice, ...]:
    """Return the kinds of recipients that something in `activities` needs."""
    chosen = set(activities)
    return tuple(each for each in KINDS if not each.needed_by or chosen & set(each.needed_by))
