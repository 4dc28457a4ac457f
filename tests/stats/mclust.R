# What R's mclust and diptest say of the data sets in a JSON file: Rscript mclust.R data.json values.json
# mclust 6.0.0, diptest 0.76, jsonlite 1.8. Data: a list of {data, groups}; families of Touchstone, k = 1..6.
suppressMessages({library(mclust); library(diptest); library(jsonlite)})
paths <- commandArgs(TRUE)
sets <- fromJSON(paths[1], simplifyDataFrame = FALSE)
one <- function(set) {
  x <- as.matrix(set$data)
  fits <- list()
  for (family in c("EII", "VVI", "EEE")) for (k in 1:6) {
    m <- tryCatch(Mclust(x, G = k, modelNames = family, verbose = FALSE), error = function(e) NULL)
    if (is.null(m) || is.null(m$modelName) || is.na(m$loglik)) next
    v <- m$parameters$variance
    spread <- switch(family, EII = v$sigmasq[1], VVI = t(apply(v$sigma, 3, diag)), EEE = v$Sigma)
    weights <- if (k == 1) 1 else m$parameters$pro
    again <- estep(x, modelName = family, parameters = m$parameters) # of these estimates, which are a step behind m$loglik
    z <- if (k == 1) matrix(1, nrow(x), 1) else again$z
    sure <- sum(log(apply(z, 1, max)))
    fits[[length(fits) + 1]] <- list(
      family = family, k = k, loglik = again$loglik, parameters = nMclustParams(family, ncol(x), k),
      bic = bic(family, again$loglik, nrow(x), ncol(x), k), sure = sure, found = m$bic,
      weights = as.array(weights), means = t(matrix(m$parameters$mean, ncol(x))), spread = spread,
      classes = as.integer(apply(z, 1, which.max))
    )
  }
  groups <- set$groups
  dips <- apply(x, 2, function(column) { d <- dip.test(column); c(unname(d$statistic), d$p.value) })
  best <- fits[[which.max(sapply(fits, function(f) f$found))]]
  list(fits = fits, dips = t(dips), best = best[c("family", "k")], rand = adjustedRandIndex(groups, best$classes))
}
write(toJSON(lapply(sets, one), digits = NA, auto_unbox = TRUE, null = "null"), paths[2])
