"""What the figures that an order compares are called, and its lead, in words."""

LEADS = {
    "median_d": "how much larger the first differences are than the second (medians)",
    "mean_d": "how much larger the first differences are than the second (means)",
    "max_d": "how much larger the largest of the first differences is than that of the second",
    "merger": "how much farther the two sides lie apart than social and solidarity economy",
    "auc": "how much better attitudes tell the two sides apart than visible structure",
}

FIGURES = {
    "median_d": "median standardised difference",
    "mean_d": "mean standardised difference",
    "max_d": "largest standardised difference",
}

STRUCTURE = {
    "auc": "how surely the difference scales tell a project of peer production from one of the others (AUC)",
    "ari": "agreement of the two groups found with the declared types (ARI)",
}
