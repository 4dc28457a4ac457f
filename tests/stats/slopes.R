# The reference of test_association.py: slopes within projects, their difference, and with a third thing held constant.
suppressMessages(library(clubSandwich))
i <- 0:71                      # 12 projects of 6; the first 7 are SSE
p <- i %/% 6
x <- (i*i + 3*p) %% 7
z <- (5*i + p*p) %% 11
y <- (x * ifelse(p < 7, 3, 1) + z + (i*7) %% 10 + 2*p)
sse <- p < 7
dev <- function(v) v - ave(v, p)
sd0 <- function(v) sqrt(mean(v^2))
ux <- sd0(dev(x)[sse]); uy <- sd0(dev(y)[sse])
d <- data.frame(y=y/uy, x=x/ux, z=z, p=factor(p), sse=as.numeric(sse))
both <- lm(y ~ p + x + x:sse, d)
cat("interaction", format(coef(both)["x:sse"], digits=12), "pp", format(coef(both)["x"],digits=12), "\n")
one <- lm(y ~ droplevels(p) + x, d[sse,]); two <- lm(y ~ droplevels(p) + x, d[!sse,])
s1 <- sqrt(vcovCR(one, d$p[sse], "CR1")["x","x"]); s2 <- sqrt(vcovCR(two, d$p[!sse], "CR1")["x","x"])
se <- sqrt(s1^2+s2^2); df <- se^4/(s1^4/6+s2^4/4)
cat("slopes", format(c(coef(one)["x"], coef(two)["x"]),digits=12), "se", format(c(s1,s2,se),digits=12), "df", format(df,digits=12), "\n")
cat("ci95", format(coef(one)["x"]-coef(two)["x"]+c(-1,1)*qt(.975,df)*se,digits=12), "\n")
cat("CR0", format(sqrt(vcovCR(both, d$p, "CR0")["x:sse","x:sse"]),digits=12), "\n")
# given z, first seven projects
uz <- lm(y ~ droplevels(p) + x + z, d[sse,])
cat("given", format(coef(uz)["x"],digits=12), format(sqrt(vcovCR(uz, d$p[sse], "CR1")["x","x"]),digits=12), "\n")
cat(as.character(packageVersion("clubSandwich")), R.version.string, "\n")
