# The numbers of test_survival.py, from tests/stats/survival.csv beside it; needs the package survival.
library(survival)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
d <- read.csv(file.path(here, "survival.csv"))
fit <- coxph(Surv(entry, entry + last, ended) ~ first, d, ties = "efron")
print(summary(fit)$coefficients, digits = 12)
print(confint(fit), digits = 12)
for (group in 0:1) {
  found <- survfit(Surv(last, ended) ~ 1, d[d$first == group, ], conf.type = "log-log")
  found <- summary(found, times = 1:3)
  print(c(found$surv, found$lower, found$upper), digits = 12)
}
