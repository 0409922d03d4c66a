"""How the emulator's pages look: one frame, one style sheet, and money written for people."""

from __future__ import annotations

from html import escape

NO_DECIMALS = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE_DECIMALS = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))

STYLE = """
:root{color-scheme:light dark;--ink:#1a1f36;--soft:#697386;--line:#e3e8ee;--paper:#fff;--ground:#f6f8fa;--act:#5a45ff}
@media(prefers-color-scheme:dark){:root{--ink:#eceff6;--soft:#a3acba;--line:#343a4f;--paper:#1b2033;--ground:#111526}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
main{max-width:30rem;margin:8vh auto;padding:0 1rem}
main.wide{max-width:64rem;margin-top:3vh}
.card{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:1.75rem;
 box-shadow:0 8px 30px #0b1a3312}
.badge{display:inline-block;font-size:.75rem;font-weight:600;background:#ffe0a3;color:#6b4300;border-radius:99px;
 padding:.1rem .6rem}
h1{font-size:1.15rem;margin:.75rem 0 .25rem}
.amount{font-size:2.4rem;font-weight:700;letter-spacing:-.02em;margin:.25rem 0}
p{margin:.5rem 0;color:var(--soft)}
.problem{color:#b3261e;background:#b3261e14;border-radius:8px;padding:.6rem .8rem}
label{display:block;font-size:.9rem;margin:.9rem 0}
input{display:block;width:100%;margin-top:.25rem;padding:.65rem .8rem;font:inherit;color:inherit;
 background:var(--ground);border:1px solid var(--line);border-radius:8px}
button,.button{display:block;width:100%;margin-top:.7rem;padding:.75rem;font:inherit;font-weight:600;text-align:center;
 border-radius:8px;border:1px solid var(--line);background:transparent;color:inherit;cursor:pointer;
 text-decoration:none}
button.main{background:var(--act);border-color:var(--act);color:#fff}
button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid #5a45ff88;outline-offset:2px}
table{width:100%;border-collapse:collapse;font-size:.85rem}
td,th{text-align:left;padding:.4rem .5rem;border-bottom:1px solid var(--line)}
code{font-size:.82rem}
"""


def page(title: str, inside: str, *, wide: bool = False) -> bytes:
    """Return a whole HTML page around `inside`, which is HTML already."""
    css = ' class="wide"' if wide else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head>'
        f'<body><main{css}><div class="card"><span class="badge">Stripe stand-in · no real money</span>'
        f"{inside}</div></main></body></html>"
    ).encode()


def money(minor: int, code: str) -> str:
    """Write an amount for people: `2.50 USD`."""
    places = 0 if code in NO_DECIMALS else 3 if code in THREE_DECIMALS else 2
    whole, rest = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    decimals = f".{rest:0{places}d}" if places else ""
    return f"{sign}{whole:,}{decimals} {code.upper()}"
