"""How well each attack may guess at most: the limits that the tests hold, and the table of docs/evidence/attacks.md.

Each is an area under the curve: 0.5 is blind, 1 is certain. A limit is the figure that was found when the rules were
chosen, and 0.03: more than twice the error of a test's short form.
"""

HALFWAY = {8: 0.79, 16: 0.80, 30: 0.83}
"""Of one of eleven who leaves halfway, by the seconds of the ad."""
HALFWAY_CHANGING = 0.80
WORST_STRETCH = 0.87
HALFWAY_OF_FOUR = 0.97
WORST_STRETCH_OF_FOUR = 0.99
RIGHT_OF_FOUR = 0.96
"""Share of right answers, yes or no, about the worst stretch of each of four ads: no area."""
ONE_AD_AND_NOT_THE_NEXT = {1: 0.78, 4: 0.90}
"""By pairs of ads."""
AMONG_FORTY = {4: 0.71, 12: 0.62}
"""By ads."""
TURNING_AWAY = {12: 0.81, 30: 0.92}
"""By ads."""
REGULAR_CUSTOMER = {1: 0.73, 5: 0.91, 10: 0.99, 30: 1.00}
"""By days."""
PAUSES = {1: 0.75, 2: 0.86, 4: 0.89}
"""By reactions before and after."""
CLERK = {0.5: 0.78, 2.0: 0.86}
"""By passers-by a minute, with one visit of each place."""
PLAN = 0.77
"""Of one person of one reaction, by the plan of an experiment."""
