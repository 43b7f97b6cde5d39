"""The compiled expectation types."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.evidence.data import expectations_aggregates as aggregates
from readiness.evidence.data import expectations_cells as cells
from readiness.evidence.data.expectations_aggregates import Compiler
from readiness.evidence.data.expectations_plan import NUMBERS

COMPILED: Mapping[str, Compiler] = {
    "expect_column_values_to_not_be_null": cells.not_null,
    "expect_column_values_to_be_null": cells.null,
    "expect_column_values_to_be_unique": cells.unique,
    "expect_compound_columns_to_be_unique": cells.compound_unique,
    "expect_column_values_to_be_between": cells.between,
    "expect_column_values_to_be_in_set": cells.in_set,
    "expect_column_values_to_not_be_in_set": cells.not_in_set,
    "expect_column_values_to_match_regex": cells.regex,
    "expect_column_values_to_not_match_regex": cells.not_regex,
    "expect_column_value_lengths_to_be_between": cells.lengths_between,
    "expect_column_value_lengths_to_equal": cells.lengths_equal,
    "expect_column_values_to_be_of_type": aggregates.of_type,
    "expect_column_values_to_be_in_type_list": aggregates.of_type,
    "expect_column_min_to_be_between": aggregates.aggregate(lambda column: column.min(), *NUMBERS, "datetime"),
    "expect_column_max_to_be_between": aggregates.aggregate(lambda column: column.max(), *NUMBERS, "datetime"),
    "expect_column_mean_to_be_between": aggregates.aggregate(lambda column: column.mean(), *NUMBERS),
    "expect_column_median_to_be_between": aggregates.aggregate(lambda column: column.quantile(0.5), *NUMBERS),
    "expect_column_sum_to_be_between": aggregates.aggregate(lambda column: column.sum(), *NUMBERS),
    "expect_column_stdev_to_be_between": aggregates.aggregate(lambda column: column.std(how="sample"), *NUMBERS),
    "expect_column_quantile_values_to_be_between": aggregates.quantiles,
    "expect_column_unique_value_count_to_be_between": aggregates.unique_count,
    "expect_column_proportion_of_unique_values_to_be_between": aggregates.unique_share,
    "expect_column_proportion_of_non_null_values_to_be_between": aggregates.filled_share,
    "expect_column_distinct_values_to_be_in_set": aggregates.distinct(lambda observed, wanted: observed <= wanted),
    "expect_column_distinct_values_to_contain_set": aggregates.distinct(lambda observed, wanted: observed >= wanted),
    "expect_column_distinct_values_to_equal_set": aggregates.distinct(lambda observed, wanted: observed == wanted),
    "expect_column_most_common_value_to_be_in_set": aggregates.most_common,
    "expect_column_pair_values_a_to_be_greater_than_b": cells.pair_greater,
    "expect_column_pair_values_to_be_equal": cells.pair_equal,
    "expect_column_to_exist": aggregates.exists,
    "expect_table_columns_to_match_set": aggregates.columns_match_set,
    "expect_table_columns_to_match_ordered_list": aggregates.columns_match_list,
    "expect_table_column_count_to_be_between": aggregates.column_count_between,
    "expect_table_column_count_to_equal": aggregates.column_count_equal,
    "expect_table_row_count_to_be_between": aggregates.row_count_between,
    "expect_table_row_count_to_equal": aggregates.row_count_equal,
}
"""Type to compiler; a type that is not here is *not evaluated: type*."""
