//! Claims of the comparison, by the numbers of the case list.
