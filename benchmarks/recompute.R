# Recomputes estimates and 95 % intervals of parts_by_claim from the written tables alone, with lme4, lmerTest and base R.
#
#   Rscript benchmarks/recompute.R FOLDER
#
# FOLDER holds scores.csv, answers.csv, projects.csv (the written tables as text) and asked.csv, one row per figure: part, kind
# (mixed, welch, share, slope), side, code, minus, and for shares column, values, low, high. Writes FOLDER/found.csv.
suppressMessages({library(lme4); library(lmerTest)})
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, name), stringsAsFactors = FALSE, na.strings = "", check.names = FALSE)
scores <- read("scores.csv"); answers <- read("answers.csv"); projects <- read("projects.csv"); asked <- read("asked.csv")
scores <- merge(scores, answers, by = c("wave", "row"), sort = FALSE)
scores <- scores[scores$in_primary == "True", ]

# Who declares no project stands for itself; so does who has no id.
alone <- paste0("?", scores$wave, "#", scores$row)
scores$cluster <- ifelse(is.na(scores$project), alone, scores$project)
scores$person <- ifelse(is.na(scores$respondent), alone, scores$respondent)
column <- function(code) { values <- as.numeric(scores[[code]]); if (grepl("[0-9]", code)) values[values < 0] <- NA; values }
outcome <- function(code, minus) if (is.na(minus)) column(code) else column(code) - column(minus)
members <- list(PP = "PP", SOC = "SOC", SOL = "SOL", SSE = c("SOC", "SOL"), HYB = "HYB")
weights_of <- function(side) {  # a mean of one side, or a difference "A - B"; SOC and SOL have equal weight in SSE
  sides <- strsplit(side, " - ")[[1]]; w <- c(PP = 0, SOC = 0, SOL = 0)
  for (i in seq_along(sides)) { m <- members[[sides[i]]]; w[m] <- w[m] + c(1, -1)[i] / length(m) }
  w
}

# y = type + wave (effects coded) + (1 | project) + (1 | project:person, where ten persons or more answer repeatedly)
mixed <- function(one) {
  pure <- scores$declared_type %in% c("PP", "SOC", "SOL")
  several <- sum(table(scores$person[pure]) > 1) >= 10
  data <- data.frame(y = outcome(one$code, one$minus), type = factor(scores$declared_type, c("PP", "SOC", "SOL")),
                     wave = factor(scores$wave), cluster = scores$cluster, person = paste(scores$cluster, scores$person))
  data <- droplevels(data[pure & !is.na(data$y), ])
  if (nlevels(data$wave) > 1) contrasts(data$wave) <- contr.sum(nlevels(data$wave))
  fixed <- if (nlevels(data$wave) > 1) "y ~ 0 + type + wave" else "y ~ 0 + type"
  terms <- c("(1 | cluster)", if (several && anyDuplicated(data$person)) "(1 | person)")
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-10, maxfun = 1e5),
                         check.conv.singular = "ignore")
  repeat {  # a variance of zero has no share in the degrees of freedom: the model without it is the same
    fit <- suppressMessages(lmer(paste(fixed, paste(c("", terms), collapse = " + ")), data, REML = TRUE, control = control))
    zero <- as.data.frame(VarCorr(fit)); zero <- zero$grp[zero$grp != "Residual" & zero$sdcor < 1e-4]
    if (!length(zero) || length(terms) == 1) break
    terms <- terms[!grepl(zero[1], terms, fixed = TRUE)]
  }
  w <- weights_of(one$side); L <- setNames(rep(0, length(fixef(fit))), names(fixef(fit)))
  L[paste0("type", names(w)[w != 0])] <- w[w != 0]
  if (length(zero)) {  # no variance between groups at all: least squares
    fit <- lm(as.formula(fixed), data); value <- sum(L * coef(fit)); se <- sqrt(drop(t(L) %*% vcov(fit) %*% L))
    return(c(value, value + c(-1, 1) * qt(0.975, df.residual(fit)) * se))
  }
  found <- contest1D(fit, L, ddf = "Satterthwaite", confint = TRUE)
  c(found$Estimate, found$lower, found$upper)
}

# Welch's contrast of the means of projects with three values or more, all waves of a project together
welch <- function(one) {
  y <- outcome(one$code, one$minus); seen <- !is.na(y) & !is.na(scores$project); w <- weights_of(one$side)
  parts <- sapply(names(w)[w != 0], function(type) {
    own <- seen & scores$declared_type %in% type
    n <- table(scores$project[own]); means <- tapply(y[own], scores$project[own], mean)[names(n)[n >= 3]]
    c(mean(means), var(means) / length(means), length(means))
  })
  w <- w[w != 0]; value <- sum(w * parts[1, ]); v <- w^2 * parts[2, ]
  df <- sum(v)^2 / sum(v^2 / (parts[3, ] - 1)); c(value, value + c(-1, 1) * qt(0.975, df) * sqrt(sum(v)))
}

# The exact interval of a share of projects; of each the row of its last wave, where the field is known
share <- function(one) {
  last <- projects[!duplicated(projects$project, fromLast = TRUE), ]
  last <- last[last$declared_type %in% (if (one$side == "ALL") unlist(members) else members[[one$side]]), ]
  values <- last[[one$column]]; values <- values[!is.na(values)]
  hit <- if (!is.na(one$values)) values %in% strsplit(one$values, "|", fixed = TRUE)[[1]] else rep(TRUE, length(values))
  if (!is.na(one$low)) hit <- hit & values >= one$low
  if (!is.na(one$high)) hit <- hit & values <= one$high
  found <- binom.test(sum(hit), length(hit)); c(unname(found$estimate), found$conf.int)
}

# The standardised slope inside a project in a wave; standard errors clustered by project (CR1), degrees of freedom G - 1
slope <- function(one) {
  code <- sub("^log\\(1 \\+ (.*)\\)$", "\\1", one$code)
  y <- column(code); if (code != one$code) y <- log1p(y)
  x <- column(one$minus)
  types <- if (one$side == "ALL") c("PP", "SOC", "SOL") else members[[one$side]]
  rows <- !is.na(y) & !is.na(x) & !is.na(scores$project) & scores$declared_type %in% types
  cell <- paste(scores$wave, scores$project)[rows]; n <- ave(rep(1, sum(rows)), cell, FUN = sum)
  y <- y[rows] - ave(y[rows], cell); x <- x[rows] - ave(x[rows], cell); group <- scores$project[rows]
  keep <- n > 1; y <- y[keep] / sqrt(mean(y[keep]^2)); x <- x[keep] / sqrt(mean(x[keep]^2)); group <- group[keep]
  b <- sum(x * y) / sum(x^2); u <- tapply(x * (y - b * x), group, sum); G <- length(u)
  se <- sqrt(G / (G - 1) * sum(u^2)) / sum(x^2); c(b, b + c(-1, 1) * qt(0.975, G - 1) * se)
}

one <- function(i) tryCatch(get(asked$kind[i])(asked[i, ]), error = function(e) stop("row ", i, ": ", paste(asked[i, ], collapse = " "), ": ", conditionMessage(e)))
found <- t(sapply(seq_len(nrow(asked)), one))
colnames(found) <- c("estimate", "low", "high")
write.csv(format(cbind(part = asked$part, as.data.frame(found)), digits = 12), file.path(folder, "found.csv"),
          row.names = FALSE, quote = FALSE)
