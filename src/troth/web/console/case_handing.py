"""What an officer hands over at the console: the secret of a pick-up, and what was released to who demanded it.

Rules
- A secret stands on the page that answers the form, once, and nowhere else; two operators issue it where the proof took two.
- What is released goes to the body that demanded it, by the officer's hand; the pages of people have none of it. A copy for somebody whom
  the person named is passed on in the same way, if the person has not taken it. It is taken once, and an entry says by whom.

Example
    >>> Handing(desk, frame, acts).secret(me, case, form)
    'abcd-efgh-...'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from troth.operators import Operator
from troth.operators.errors import NOT_ALLOWED, NotAllowed
from troth.policy import Compiled
from troth.rights import GROUNDED, PASSED_ON, WAYS, Case, Desk, Draft
from troth.rights.errors import MALFORMED, NO_SUCH_CASE, BadCase, NoSuchCase
from troth.vocabulary import Plain
from troth.web.console.case_acts import Acts, actor_of
from troth.web.console.cases import MANAGING, desk_calendar, moment_text
from troth.web.frame import Form, Frame, Language, copy_of, password_of, shown_with


@dataclass(frozen=True)
class Handing:
    """What can be handed over of the requests of one policy."""

    desk: Desk
    frame: Frame
    acts: Acts

    @property
    def _compiled(self) -> Compiled:
        return self.acts.compiled

    def shown(self, me: Operator, case: Case) -> dict[str, Any]:
        """Return what the page of a request offers to hand over: `pick_up`, `release_until`, `password`."""
        none = {"pick_up": None, "issuable": False, "release_until": "", "password": "", "ways": WAYS}
        if case.open or not me.has(*MANAGING):
            return none
        calendar, policy = desk_calendar(self._compiled.policy), self._compiled.id
        until = self.desk.release_until(policy, case.id)
        if until is not None:
            none |= {"release_until": moment_text(until, calendar), "password": password_of(self.frame)}
        if case.kind in GROUNDED:
            return none
        offer = self.desk.pick_up(policy, case.id)
        if offer is None:
            return none
        over = moment_text(offer.until, calendar)
        return {**none, "pick_up": offer, "issuable": offer.issuable(me.handle), "pick_up_until": over}

    def secret(self, me: Operator, case: Case, form: Form) -> str:
        """Return a new secret to be handed over; empty when it waits for a second person now. Raises what the desk raises."""
        _managing(me)
        offer = self.desk.pick_up(self._compiled.id, case.id)
        if offer is not None and not offer.issuable(me.handle):
            self.acts.propose(me, case, Draft("pick-up"))
            return ""
        return self.desk.issue_pick_up(self._compiled.id, case.id, actor_of(me), form.exact("way", *WAYS))

    def release(self, me: Operator, case: Case, form: Form, language: Language) -> Response:
        """Hand out what was released, once, to the officer who brings it to the body. Raises NoSuchCase, Guarded."""
        _managing(me)
        if case.kind not in PASSED_ON:
            raise NoSuchCase(NO_SUCH_CASE)
        password = shown_with(form) if form.exact("how", "locked", "plain") == "locked" else ""
        if password is None:
            raise BadCase(
                MALFORMED, rule=Plain("the password of the page"), rule_zh=Plain("应使用页面所示密码")
            )
        exports = self.desk.hand_out(self._compiled.id, case.id, actor_of(me))
        name = f"{self._compiled.id}-{case.id}"
        return copy_of(self.frame, self._compiled, language, exports, name, password)


def _managing(me: Operator) -> None:
    if not me.has(*MANAGING):
        raise NotAllowed(NOT_ALLOWED)
