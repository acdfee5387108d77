/** Colours by role, light and dark; each line also has its own dashes, so that no meaning hangs on colour alone. */
export const reportStyle = `
:root { color-scheme: light dark; --page: #ffffff; --panel: #f6f7f9; --ink: #1b1f24; --faint: #5b6570; --rule: #dde1e6;
  --ours: #1f5fc4; --model: #b0307a; --previous: #b4540a; --prior: #16795a; --plain: #8a6d00; --raw: #7d4bb3; --constant: #6b7280; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --panel: #1c2026; --ink: #e6e9ed; --faint: #9aa4b0; --rule: #323941;
  --ours: #74aaff; --model: #f08cc0; --previous: #f2a15f; --prior: #56c69d; --plain: #d9c04f; --raw: #c09cf0; --constant: #9aa4b0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.25rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 0.75rem; }
h3 { font-size: 1rem; margin: 0 0 0.5rem; } p { max-width: 46rem; margin: 0.5rem 0; } .faint, figcaption, small { color: var(--faint); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0; }
.tile { background: var(--panel); border: 1px solid var(--rule); border-radius: 0.5rem; padding: 0.75rem 0.9rem; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.25; font-variant-numeric: tabular-nums; } .tile small { display: block; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: 0.9rem; background: var(--panel); border: 1px solid var(--rule); border-radius: 0.5rem; min-width: 0; }
figure > svg { display: block; width: 100%; height: auto; } figcaption { font-size: 0.85rem; margin-top: 0.5rem; }
.key { display: inline-flex; align-items: center; gap: 0.35rem; margin-right: 0.7rem; white-space: nowrap; color: var(--ink); }
.swatch { width: 1.4rem; height: 0.5rem; }
.grid { stroke: var(--rule); stroke-width: 1; } .tick, .axis { fill: var(--faint); font-size: 14px; } .axis { font-size: 15px; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .whisker { stroke-width: 1.5; opacity: 0.55; } .dot { stroke: var(--panel); stroke-width: 1; }
.line.ours, .whisker.ours { stroke: var(--ours); } .dot.ours, .bar.ours { fill: var(--ours); } .line.ours { stroke-width: 2.75; }
.line.model, .whisker.model { stroke: var(--model); } .dot.model { fill: var(--model); } .line.model { stroke-dasharray: 12 3; }
.line.previous, .whisker.previous { stroke: var(--previous); } .dot.previous { fill: var(--previous); } .line.previous { stroke-dasharray: 7 3; }
.line.prior, .whisker.prior { stroke: var(--prior); } .dot.prior { fill: var(--prior); } .line.prior { stroke-dasharray: 2 3; }
.line.plain, .whisker.plain { stroke: var(--plain); } .dot.plain { fill: var(--plain); } .line.plain { stroke-dasharray: 9 3; }
.line.raw_confidence, .whisker.raw_confidence { stroke: var(--raw); } .dot.raw_confidence { fill: var(--raw); } .line.raw_confidence { stroke-dasharray: 9 3 2 3; }
.line.constant, .whisker.constant { stroke: var(--constant); } .dot.constant { fill: var(--constant); } .line.constant { stroke-dasharray: 4 4; }
.line.reference { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 4; }
.bar.expanding, .dot.expanding { fill: var(--previous); } .bar.others { fill: var(--ours); } .line.expanding { stroke: var(--previous); stroke-width: 7; } .line.others { stroke: var(--ours); stroke-width: 7; }
.scroll { overflow-x: auto; margin: 0.75rem 0; } table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.scroll table { min-width: 100%; } th, td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { font-weight: 600; } th[scope="row"], th:first-child, td.text, th.text { text-align: left; } td.text { white-space: normal; } td.long { min-width: 13rem; } td small { display: block; font-size: 0.75rem; }
.importance { width: 100%; } .importance th { font-weight: 400; white-space: normal; overflow-wrap: anywhere; width: 46%; } .importance .meter { width: 40%; padding-right: 0.5rem; } .importance svg { display: block; width: 100%; height: 0.6rem; margin-top: 0.35rem; }
details { border-bottom: 1px solid var(--rule); } summary { cursor: pointer; padding: 0.5rem 0; font-weight: 600; }
@media print { details { break-inside: avoid; } figure { break-inside: avoid; } }
`;
