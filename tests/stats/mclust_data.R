# Data sets of R's mclust with groups that are published: Rscript mclust_data.R data.json
suppressMessages({library(mclust); library(jsonlite)})
data(banknote); data(diabetes); data(thyroid)
set <- function(x, g) list(data = as.matrix(x), groups = as.character(g))
write(toJSON(list(banknote = set(banknote[, -1], banknote$Status), diabetes = set(diabetes[, -1], diabetes$class),
                  thyroid = set(thyroid[, -1], thyroid$Diagnosis)), digits = NA), commandArgs(TRUE)[1])
