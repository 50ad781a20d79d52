// Ranks the results of the search: guides before the reference, and both before measurements and decisions.
const WEIGHTS = [
  [/^(develop\/(decisions|beside)|models\/cards)\//, 0.4],
  [/^evidence\//, 0.5],
  [/^reference\//, 0.8],
];

var Scorer = {
  score: ([page, , , , score]) => score * (WEIGHTS.find(([folder]) => folder.test(page)) ?? [null, 1])[1],
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
