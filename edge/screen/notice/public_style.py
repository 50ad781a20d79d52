"""Style sheet of the page behind the QR code, for phone, desk, dark mode and print. It contains no URL."""

STYLE = """
:root { color-scheme: light dark; --ink: #1b2126; --faint: #59636b; --rule: #d9dee2; --wash: #f4f6f7; --ground: #fff;
  --link: #005a93; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecef; --faint: #a3adb5; --rule: #39424a; --wash: #1d2328; --ground: #14181b; --link: #7cc0f2; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 0 1.25rem 3rem; color: var(--ink); background: var(--ground);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0.75rem 0; border-bottom: 1px solid var(--rule); }
nav a { padding: 0.35rem 0; }
a { color: var(--link); }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.75rem 0 0.4rem; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 0.9375rem; font-weight: 600; color: var(--faint); margin: 0 0 0.35rem; }
p, ul { max-width: 44rem; margin: 0 0 0.8rem; }
ul { padding-left: 1.25rem; }
li { margin-bottom: 0.35rem; }
article + article, main > section { border-top: 3px solid var(--rule); margin-top: 3rem; }
.rights { background: var(--wash); border-left: 4px solid var(--link); padding: 0.9rem 1.1rem 0.3rem;
  margin-top: 1.25rem; max-width: 46rem; }
.rights h2 { margin-top: 0; }
.faint { color: var(--faint); }
dl { margin: 0; max-width: 46rem; }
dl > div { border-top: 1px solid var(--rule); padding: 0.55rem 0; }
dl > div:last-child { border-bottom: 1px solid var(--rule); margin-bottom: 0.9rem; }
dt { color: var(--faint); font-size: 0.9375rem; }
dd { margin: 0; }
@media (min-width: 44rem) {
  dl > div { display: grid; grid-template-columns: 13rem 1fr; gap: 1.25rem; }
  dl.short > div { grid-template-columns: 24rem 1fr; }
}
code, pre { font: 0.875rem/1.5 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { background: var(--wash); margin: 0 0 0.9rem; padding: 0.8rem 0.9rem; white-space: pre-wrap;
  overflow-wrap: anywhere; max-height: 34rem; overflow: auto; }
details { border-bottom: 1px solid var(--rule); }
summary { cursor: pointer; padding: 0.7rem 0; }
.beside { display: grid; gap: 0.5rem 1.25rem; padding-bottom: 0.5rem; }
.beside > div { min-width: 0; }
@media (min-width: 58rem) { .beside { grid-template-columns: 1fr 1fr; } }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  pre { max-height: none; }
  h2, h3 { break-after: avoid; }
}
"""
