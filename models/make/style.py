"""Style sheet of the page about an own model, for screen and print. It contains no URL: the page loads no files."""

STYLE = """
:root { color-scheme: light; --ink: #1b2126; --faint: #59636b; --rule: #d9dee2; --wash: #f4f6f7; --line: #0072b2;
  --warning: #9a3412; --warning-wash: #fff3e8; --good: #14532d; --good-wash: #ecfdf3; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 0 1.25rem 3rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
h1, h2 { font-family: Charter, Cambria, Georgia, serif; line-height: 1.2; }
h1 { font-size: 2rem; margin: 1.5rem 0 0.5rem; }
h2 { font-size: 1.5rem; margin: 2.5rem 0 0.5rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 0.25rem; }
p, li { max-width: 46rem; }
p { margin: 0 0 0.7rem; }
.faint, figcaption, caption { color: var(--faint); font-size: 0.9375rem; }
.verdict { padding: 0.9rem 1.1rem; margin: 1rem 0; }
.verdict p { font-size: 1.15rem; font-weight: 700; margin: 0; }
.shop { background: var(--good-wash); color: var(--good); }
.research { background: var(--warning-wash); color: var(--warning); }
.scroll { overflow-x: auto; margin: 1rem 0; }
summary { cursor: pointer; }
table { border-collapse: collapse; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.4rem; }
th, td { text-align: right; vertical-align: top; padding: 0.35rem 1.2rem 0.35rem 0;
  border-bottom: 1px solid var(--rule); }
th:first-child, .words td, .words th { text-align: left; }
thead th { color: var(--faint); font-weight: 600; vertical-align: bottom; }
.confusion td { text-align: center; padding: 0.35rem 0.8rem; min-width: 3.5rem; }
.confusion thead th { text-align: center; padding: 0.35rem 0.6rem; }
.failed td:last-child { color: var(--warning); font-weight: 700; }
code { background: var(--wash); padding: 0.05rem 0.3rem; }
pre { background: var(--wash); padding: 0.7rem 1rem; overflow-x: auto; font-size: 0.875rem; }
pre code { background: none; padding: 0; }
figure { margin: 1.25rem 0 0; overflow-x: auto; break-inside: avoid; }
.wide { min-width: 36rem; }
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, "Segoe UI", Roboto, sans-serif; }
svg text { fill: var(--faint); }
svg .label { fill: var(--ink); }
.grid { stroke: var(--rule); }
.reference { stroke: var(--faint); stroke-dasharray: 3 4; fill: none; }
.curve { fill: none; stroke: var(--line); stroke-width: 1.2; }
.dot { fill: var(--line); stroke: var(--line); }
.marked { fill: var(--warning); stroke: var(--warning); }
.span { stroke-width: 2; }
:focus-visible { outline: 3px solid var(--line); outline-offset: 2px; }
@media print {
  @page { size: A4; margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .scroll { overflow: visible; break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  * { print-color-adjust: exact; }
}
"""
