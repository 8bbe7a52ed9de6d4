"""Walking a page by keyboard alone: Tab comes to all that can be used, in the order in which it stands, and is seen where it is.

Rules
- Nothing is clicked or focused by a program: keys go in, and what has the focus is noted as it gets it.
- The focus is seen by an outline of two pixels or more that stands out three times from the page (WCAG 2.2, 1.4.11 and 2.4.13); a box of a
  drawing, which has none, by its line.
- A page is walked on a phone, where everything stands in one column: the order of Tab is compared with the order that is seen.

Example
    >>> walked(page)
    []
"""

from __future__ import annotations

WATCH = """() => {
  const USED = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const name = each => (each.id ? '#' + each.id + ' ' : '') + each.outerHTML.slice(0, 90).replace(/\\s+/g, ' ');
  const key = each => each.type === 'radio' ? each.form?.action + '|' + each.name : each;
  const looks = each => { const s = getComputedStyle(each);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderTopColor, s.backgroundColor, s.strokeWidth].join(); };
  const walk = window.walk = {stops: [], unseen: [], hidden: [], back: [], round: 0, before: new Map()};
  walk.usable = () => [...document.querySelectorAll(USED)].filter(each =>
    each.tabIndex >= 0 && !each.disabled && each.type !== 'hidden'
    && each.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true}));
  for (const each of walk.usable()) walk.before.set(each, looks(each));
  const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(each => { const c = each / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05; };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const outlined = each => { const s = getComputedStyle(each), line = light(s.outlineColor);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && Math.max(line / paper, paper / line) >= 3; };
  addEventListener('keydown', () => {
    const each = document.activeElement, box = each.getBoundingClientRect();
    if (each === document.body) return;
    const seen = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth
      && box.bottom > 0 && box.top < innerHeight;
    if (!seen) walk.hidden.push(name(each));
  }, true);
  addEventListener('focusin', event => {
    const each = event.target, last = walk.stops.at(-1);
    if (each === walk.stops[0]) { walk.round += 1; return; }
    const drawn = each.closest('svg') && walk.before.get(each) !== looks(each);
    if (!outlined(each) && !drawn) walk.unseen.push(name(each));
    if (last && !each.closest('tr, svg') ) {
      const [above, here] = [last.getBoundingClientRect(), each.getBoundingClientRect()];
      if (here.bottom <= above.top && !last.matches('.skip')) walk.back.push(name(last) + ' -> ' + name(each));
    }
    walk.stops.push(each);
  });
  walk.on = () => {
    const here = document.activeElement;
    if (walk.round || (walk.stops.length && here === document.body)) return 'round';
    if (here.matches('details:not([open]) > summary')) return 'closed';
    const left = walk.usable(), ahead = left.slice(left.indexOf(here) + 1);
    const next = ahead.findIndex(each => each.matches('details:not([open]) > summary'));
    return new Set(ahead.slice(0, next < 0 ? undefined : next + 1).map(key)).size || 1;
  };
  walk.told = () => {
    const wanted = [...new Set(walk.usable().map(key))], found = [...new Set(walk.stops.map(key))];
    return {few: walk.stops.length < 4, first: walk.stops[0]?.className, unseen: walk.unseen, hidden: walk.hidden,
      back: walk.back, closed: document.querySelectorAll('details:not([open])').length,
      missed: wanted.filter(each => !found.includes(each)).map(each => each.outerHTML ? name(each) : each),
      order: found.filter(each => wanted.includes(each)).every((each, at) => each === wanted[at]),
      forced: document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length};
  };
  return walk.usable().length;
}"""


def walked(page):
    """Walk the page that is open from its beginning round to it again, opening whatever opens; return what is wrong with it."""
    most, opening = 3 * page.evaluate(WATCH) + 300, "Enter"
    while (on := page.evaluate("walk.on()")) != "round":
        if on == "closed":
            page.keyboard.press(opening)
            opening = "Enter" if opening == "Space" else "Space"
            if (on := page.evaluate("walk.on()")) == "closed":
                return [("does not open",)]
        for _ in range(on):  # as many as there are at least before something opens, or the page ends
            page.keyboard.down("Tab")
        most -= on
        if most < 0:
            return [("a trap, or no end",)]
    told = page.evaluate("walk.told()")
    wanted = {"first": "skip", "order": True, "forced": 0, "closed": 0, "few": False}
    faults = [(name, told[name]) for name, good in wanted.items() if told[name] != good]
    faults += [(name, each) for name in ("unseen", "hidden", "back", "missed") for each in told[name]]
    return faults + skipped(page)


def skipped(page):
    """The way past the head: it is the first stop, it is seen, and what follows it stands in the content, if there is anything."""
    page.keyboard.up("Tab")
    if page.evaluate("document.activeElement === document.body"):
        page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate(
        "document.querySelector('main').contains(document.activeElement)"
        " || !document.querySelector('main a[href], main button, main input')"
    )
    seen = box is not None and box["x"] >= 0
    return [
        *([] if seen else [("the way past the head is not seen",)]),
        *([] if inside else [("does not lead past it",)]),
    ]
