"""Style sheet of a report, for screen and print. It contains no URL, because the page loads no other files."""

STYLE = """
:root { color-scheme: light; --ink: #1b2126; --faint: #59636b; --rule: #d9dee2; --wash: #f4f6f7; --line: #0072b2;
  --warning: #9a3412; --warning-wash: #fff3e8; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 0 1.25rem 3rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
h1, h2 { font-family: Charter, Cambria, Georgia, serif; line-height: 1.2; }
h1 { font-size: 2rem; margin: 1.5rem 0 0.5rem; }
h2 { font-size: 1.5rem; margin: 2.5rem 0 0.5rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 0.25rem; }
p { max-width: 46rem; margin: 0 0 0.7rem; }
.faint, figcaption, caption { color: var(--faint); font-size: 0.9375rem; }
.persons { background: var(--warning-wash); color: var(--warning); font-weight: 700; padding: 0.7rem 1rem;
  max-width: none; }
.scroll { overflow-x: auto; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 0.4rem; }
th, td { text-align: right; vertical-align: top; padding: 0.4rem 0.9rem 0.4rem 0;
  border-bottom: 1px solid var(--rule); }
th:first-child { text-align: left; }
td, thead th { white-space: nowrap; }
td:last-child, th:last-child { padding-right: 0; }
thead th { color: var(--faint); font-weight: 600; vertical-align: bottom; }
.noted td:last-child, .noted thead th:last-child { text-align: left; padding-left: 0.9rem; white-space: normal; }
figure { margin: 1.25rem 0 0; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, "Segoe UI", Roboto, sans-serif; }
svg.strips { position: absolute; }
svg text { fill: var(--faint); }
svg .label { fill: var(--ink); font-size: 12px; }
.mean { fill: none; stroke: var(--line); stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; }
.single { fill: none; stroke: var(--faint); stroke-width: 1; opacity: 0.6; }
.band { fill: var(--line); opacity: 0.16; }
.grid { stroke: var(--rule); }
.zero { stroke: var(--faint); stroke-dasharray: 3 4; }
.gap { fill: var(--rule); opacity: 0.7; }
.marker { fill: #e69f00; opacity: 0.16; }
.artefact { stroke: var(--warning); stroke-width: 1.5; }
.limits { background: var(--wash); padding: 0.2rem 1.25rem 0.7rem; margin-top: 2.5rem; break-inside: avoid; }
.limits li { max-width: 46rem; }
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
