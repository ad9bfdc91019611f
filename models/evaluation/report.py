"""The report of an evaluation: one dict that JSON can hold, for terminal, file and page.

Every figure is a number or null: null where it cannot be told. Shares lie in 0..1, dates are
ISO text. An interval is `{"value", "low", "high"}`: the figure with its 95 % interval. Keys
do not change with the data; account ids stand under `cases` alone.

    run_date, since         business date; first list that counted for `first_listing`
    settings                score_at_least, list_length, capacity, seed, draws (of the intervals)
    population              accounts (evaluated), thieves, confounders, normal, thefts_not_begun,
                            confounders_not_begun, not_scored (count as score 0), disqualified,
                            without_truth (scored, but left out)
    headline                metric to interval, of the scores as they were written, see METRICS
    at_k                    [{name, k, thieves, precision, recall, map, lift}], name is
                            thieves (k = number of thieves), 10, 20, 50, 100, capacity, list
    list                    score_at_least, length, thieves, confounders, normal, innocents,
                            precision, recall
    recall_by_kind          [{name, thieves, on_list, recall_on_list, in_top_k, recall_in_top_k}];
    recall_by_strength      {by: "strength" | "kwh_per_day" | null, bins: [{name, low, high, and
                            as by kind}]}; k = number of thieves
    confounders             [{name, accounts, on_list, share_on_list, in_top_k, share_in_top_k}]
    means                   {thieves, right, accuracy, confusion: [{kind, thieves, right,
                            suspected: {means: count}}]} of thieves on the list
    onset                   {thieves, median_error_days, median_abs_error_days, quartile_low_days,
                            quartile_high_days, within_3_days, within_7_days}; estimated less
                            true, of thieves on the list
    kwh                     {thieves, median_ratio, quartile_low, quartile_high, within_factor_2,
                            stolen_kwh_per_day, stolen_on_list_kwh_per_day, share_on_list,
                            estimated_on_list_kwh_per_day, estimated_to_stolen}; ratio is
                            estimated to true kWh a day, of thieves on the list
    calibration             {accounts, brier, expected_calibration_error, bins: [{low, high,
                            accounts, mean_probability, theft_share}], note}; null figures and a
                            note while there are no probabilities
    first_listing           {lists, first_list, last_list, thieves, listed, never, median_days,
                            within: [{days, thieves, listed, share}]}; `within` counts thieves
                            who had begun at least so many days before run_date
    comparison              [{name, label, metrics: metric to interval, curves}], our own row
                            first; `curves` are {roc: {false_positive_share, recall},
                            precision_recall: {recall, precision}, by_length: {length, precision,
                            recall}}, each a list of equally long lists' values
    stability               what `models.stability.seed_overlap` found, or null
    cases                   {missed: [{account_id, kind, onset, kwh_per_day, score, rank}],
                            missed_count, wrongly_listed: [{account_id, label, kind, score, rank,
                            means}], wrongly_listed_count}; the first 20 of each
    notes                   [what a reader must know, in sentences]
"""

from __future__ import annotations

# Metrics of the headline and of every row of the comparison, with their titles. k is the
# number of thieves.
METRICS: dict[str, str] = {
    "auc": "AUC",
    "pr_auc": "PR-AUC",
    "precision_at_k": "P@k",
    "precision_at_capacity": "P@capacity",
    "recall_at_capacity": "R@capacity",
    "map_at_k": "MAP@k",
    "lift_at_capacity": "Lift@capacity",
    "innocents_listed": "Innocents listed",
}
