# Makes tests/unit/stats_reference.h, the values that tests/unit/test_stats.c compares lib/domain/stats.c with:
#     Rscript tests/unit/stats_reference.R > tests/unit/stats_reference.h
# R's own functions where it has them (binom.test, fisher.test, mcnemar by binom.test, prop.test, p.adjust); Newcombe's
# intervals and the adjustment for exact tests by their definition, written down here a second time.
# R is Debian's r-base-core. It is not needed to run the tests.

num <- function(x) sprintf("%.17g", x)
row <- function(...) cat(strwrap(paste0("{", paste(c(...), collapse = ", "), "},"), 100, indent = 4, exdent = 5), sep = "\n")
table <- function(head) cat(head, " = {\n", sep = "")
end <- function() cat("};\n\n")

cat("/* Made by tests/unit/stats_reference.R with ", R.version.string, ". Not edited by hand. */\n", sep = "")
cat("#ifndef MALKOLL_TESTS_UNIT_STATS_REFERENCE_H\n#define MALKOLL_TESTS_UNIT_STATS_REFERENCE_H\n\n")

wilson <- function(x, n) {
  if (n == 0) return(c(0, 1))
  as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)
}

shares <- list(c(0, 1), c(1, 1), c(0, 10), c(10, 10), c(1, 10), c(5, 10), c(9, 10), c(0, 28), c(3, 28), c(23, 28),
  c(28, 28), c(118, 175), c(1305, 1557), c(24999, 25000), c(12500, 25000), c(0, 250000), c(81, 263), c(15, 148), c(0, 0))
table("static const struct { uint32_t x, n; double low, high; } wilson_rows[]")
for (s in shares) row(s[1], s[2], num(wilson(s[1], s[2])))
end()

newcombe <- function(x1, n1, x2, n2) {
  if (n1 == 0 || n2 == 0) return(c(-1, 1))
  p1 <- x1 / n1; p2 <- x2 / n2; a <- wilson(x1, n1); b <- wilson(x2, n2)
  c(p1 - p2 - sqrt((p1 - a[1])^2 + (b[2] - p2)^2), p1 - p2 + sqrt((a[2] - p1)^2 + (p2 - b[1])^2))
}

# The eight examples of Newcombe 1998 (17:873, table II), and groups as they are in schools.
two <- list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20), c(0, 10, 0, 10),
  c(10, 10, 0, 20), c(10, 10, 0, 10), c(118, 175, 154, 174), c(38, 45, 54, 61), c(45, 48, 61, 77), c(17, 28, 24, 27),
  c(0, 28, 25, 25), c(28, 28, 28, 28), c(1305, 1557, 1364, 1560), c(1, 1, 0, 1), c(20400, 25000, 21000, 25000), c(0, 0, 3, 5),
  c(5, 10, 5, 10), c(9, 11, 3, 12))
table("static const struct { uint32_t x1, n1, x2, n2; double low, high; } newcombe_rows[]")
for (t in two) row(t, num(newcombe(t[1], t[2], t[3], t[4])))
end()

paired <- function(both, fell, rose, neither) {
  n <- both + fell + rose + neither
  if (n == 0) return(c(-1, 1))
  now <- wilson(both + rose, n); before <- wilson(both + fell, n)
  p1 <- (both + rose) / n; p2 <- (both + fell) / n
  margins <- (both + fell) * (rose + neither) * (both + rose) * (fell + neither)
  cross <- both * neither - fell * rose
  phi <- if (margins == 0) 0 else (if (cross > 0) max(cross - n / 2, 0) else cross) / sqrt(margins)
  d <- p1 - p2; dl1 <- p1 - now[1]; du1 <- now[2] - p1; dl2 <- p2 - before[1]; du2 <- before[2] - p2
  c(d - sqrt(dl1^2 - 2 * phi * dl1 * du2 + du2^2), d + sqrt(du1^2 - 2 * phi * du1 * dl2 + dl2^2))
}

# Examples of Newcombe 1998 (17:2635, table III) among them.
pairs <- list(c(36, 14, 12, 0), c(20, 4, 0, 26), c(36, 2, 14, 0), c(53, 1, 0, 0), c(43, 11, 0, 0), c(0, 30, 0, 0), c(54, 0, 0, 0),
  c(20, 7, 1, 0), c(0, 0, 28, 0), c(118, 24, 0, 32), c(150, 16, 3, 34), c(1, 0, 0, 0), c(0, 1, 1, 0), c(1200, 90, 40, 227), c(0, 0, 0, 0))
table("static const struct { uint32_t both, fell, rose, neither; double low, high; } paired_rows[]")
for (t in pairs) row(t, num(paired(t[1], t[2], t[3], t[4])))
end()

# Groups with some pupils in common: the covariance of the two shares from that of the pairs.
overlap <- function(x1, n1, x2, n2, both, fell, rose, neither) {
  if (n1 == 0 || n2 == 0) return(c(-1, 1))
  m <- both + fell + rose + neither; a <- wilson(x1, n1); b <- wilson(x2, n2); p1 <- x1 / n1; p2 <- x2 / n2
  margins <- (both + fell) * (rose + neither) * (both + rose) * (fell + neither)
  cross <- both * neither - fell * rose
  phi <- if (margins == 0) 0 else (if (cross > 0) max(cross - m / 2, 0) else cross) / sqrt(margins)
  r <- phi * min(m, n1, n2) / sqrt(n1 * n2)
  d <- p1 - p2; dl1 <- p1 - a[1]; du1 <- a[2] - p1; dl2 <- p2 - b[1]; du2 <- b[2] - p2
  c(d - sqrt(dl1^2 - 2 * r * dl1 * du2 + du2^2), d + sqrt(du1^2 - 2 * r * du1 * dl2 + dl2^2))
}
overlaps <- list(c(23, 28, 25, 28, 22, 3, 1, 2), c(118, 175, 154, 174, 110, 36, 6, 16), c(20, 25, 24, 30, 18, 2, 1, 3),
  c(1305, 1557, 1364, 1560, 1250, 80, 40, 160), c(10, 12, 9, 14, 0, 0, 0, 0), c(5, 5, 6, 6, 5, 0, 0, 0), c(3, 10, 8, 10, 2, 6, 1, 2),
  c(0, 9, 0, 8, 0, 0, 0, 8), c(1, 1, 0, 1, 0, 0, 1, 0), c(0, 0, 3, 5, 0, 0, 0, 0), c(8, 10, 7, 10, 20, 1, 2, 6))
table("static const struct { uint32_t x1, n1, x2, n2, both, fell, rose, neither; double low, high; } overlap_rows[]")
for (t in overlaps) row(t, num(do.call(overlap, as.list(t))))
end()

# Means, of values in tens: the sums are what the functions are given.
values <- list(c(2275, 2300, 1900, 2650, 3100, 850), c(1000, 1000), c(3400, 0), c(2000, 2000, 2000), c(125 * (1:24)), c(2275, 1800, 1500),
  c(3200, 3100, 3300, 3400), rep(c(1500, 2500), 200), c(2100, 2150, 2350, 2500, 1250, 600, 2275, 3050, 2825, 2050, 1975))
constant <- function(v) all(v == v[1])
table("static const struct { double sum, squares; uint32_t n; double low, high; } mean_rows[]")
for (v in values) row(num(c(sum(v), sum(v^2))), length(v), num(if (constant(v)) rep(mean(v), 2) else t.test(v)$conf.int))
end()
table("static const struct {\n    double sum1, squares1;\n    uint32_t n1;\n    double sum2, squares2;\n    uint32_t n2;\n    double low, high;\n} welch_rows[]")
for (p in list(c(1, 6), c(1, 3), c(5, 9), c(8, 5), c(7, 3), c(2, 4))) {
  a <- values[[p[1]]]; b <- values[[p[2]]]
  ci <- if (constant(a) && constant(b)) rep(mean(a) - mean(b), 2) else t.test(a, b)$conf.int
  row(num(c(sum(a), sum(a^2))), length(a), num(c(sum(b), sum(b^2))), length(b), num(ci))
}
end()
# Means of groups that have some pupils in common: R's own test where these are all or none, else by the definition of
# Derrick and others. `in_a` and `in_b` are who of the pairs is where in the lists of values, in the same order.
partly <- function(a, b, in_a, in_b) {
  n <- length(in_a); x <- a[in_a]; y <- b[in_b]; va <- var(a) / length(a); vb <- var(b) / length(b)
  if (n < 2) return(t.test(a, b)$conf.int)
  if (n == length(a) && n == length(b)) return(if (constant(x - y)) rep(mean(x - y), 2) else t.test(x, y, paired = TRUE)$conf.int)
  r <- if (constant(x) || constant(y)) 0 else cor(x, y)
  w <- (va + vb)^2 / (va^2 / (length(a) - 1) + vb^2 / (length(b) - 1)); only_a <- length(a) - n; only_b <- length(b) - n
  df <- n - 1 + (w - n + 1) / (only_a + only_b + 2 * n) * (only_a + only_b)
  mean(a) - mean(b) + c(-1, 1) * qt(0.975, df) * sqrt(va + vb - 2 * r * sd(a) * sd(b) * n / (length(a) * length(b)))
}
followed <- values[[9]] + c(25, -50, 0, 125, 250, 75, -25, 0, 150, -100, 50)
table("static const struct {\n    double sum1, squares1;\n    uint32_t n1;\n    double sum2, squares2;\n    uint32_t n2;\n    double x, y, xx, yy, dd;\n    uint32_t n;\n    double low, high;\n} partly_rows[]")
for (p in list(list(followed, values[[9]], 1:11, 1:11), list(followed, values[[9]][3:11], 3:11, 1:9), list(followed[1:9], values[[9]][4:11], 4:9, 1:6),
  list(values[[1]], values[[9]], c(2, 4), c(1, 9)), list(values[[1]], values[[9]], 2, 1), list(values[[5]], values[[8]], 1:24, 1:24),
  list(values[[9]], values[[9]], 1:11, 1:11), list(values[[9]], rev(values[[9]]), 1:11, 1:11), list(values[[9]], values[[4]], 1:3, 1:3), list(values[[1]], values[[7]], integer(0), integer(0)))) {
  a <- p[[1]]; b <- p[[2]]; x <- a[p[[3]]]; y <- b[p[[4]]]
  row(num(c(sum(a), sum(a^2))), length(a), num(c(sum(b), sum(b^2))), length(b), num(c(sum(x), sum(y), sum(x^2), sum(y^2), sum((x - y)^2))), length(x), num(partly(a, b, p[[3]], p[[4]])))
}
end()
table("static const struct { double df, t; } t95_rows[]")
for (df in c(0.5, 1, 1.5, 2, 3, 4.7, 9, 28, 29, 100.25, 1000, 25000, 250000)) row(num(c(df, qt(0.975, df))))
end()

binomials <- list(c(0, 1, .5), c(1, 1, .5), c(0, 10, .5), c(5, 10, .5), c(3, 10, .5), c(7, 10, .5), c(10, 10, .5), c(17, 28, .838),
  c(28, 28, .838), c(0, 28, .838), c(23, 28, 23 / 28), c(682, 925, .75), c(1305, 1557, .85), c(118, 175, .838), c(0, 20, .02),
  c(1, 20, .02), c(3, 20, 0), c(0, 20, 0), c(20, 20, 1), c(19, 20, 1), c(12300, 25000, .5), c(24000, 25000, .955), c(0, 0, .5),
  c(200, 250, .9), c(1, 3, 1 / 3), c(5, 40, .25), c(15, 40, .25), c(90, 100, .8), c(125000, 250000, .499))
binom <- function(x, n, p, side) if (n == 0) 1 else binom.test(x, n, p, alternative = side)$p.value
table("static const struct { uint32_t x, n; double p, two_sided, less, greater; } binomial_rows[]")
for (b in binomials)
  row(b[1], b[2], num(c(b[3], binom(b[1], b[2], b[3], "two.sided"), binom(b[1], b[2], b[3], "less"), binom(b[1], b[2], b[3], "greater"))))
end()

table("static const struct { uint32_t n; double p, floor; } binomial_floor_rows[]")
for (b in list(c(1, .5), c(5, .5), c(6, .5), c(10, .838), c(28, .95), c(60, .84), c(12, .02), c(0, .5)))
  row(b[1], num(c(b[2], min(sapply(0:b[1], function(x) binom(x, b[1], b[2], "two.sided"))))))
end()

table("static const struct { uint32_t fell, rose; double p; } mcnemar_rows[]")
for (m in list(c(0, 0), c(1, 0), c(0, 5), c(5, 0), c(6, 0), c(7, 1), c(24, 0), c(12, 12), c(13, 12), c(16, 3), c(90, 40), c(1645, 2772)))
  row(m, num(binom(m[1], sum(m), .5, "two.sided")))
end()

fisher <- function(x1, n1, x2, n2) if (n1 == 0 || n2 == 0) 1 else fisher.test(matrix(c(x1, n1 - x1, x2, n2 - x2), 2))$p.value
table("static const struct { uint32_t x1, n1, x2, n2; double p; } fisher_rows[]")
for (t in c(two, list(c(3, 4, 1, 4), c(10, 12, 3, 17), c(0, 5, 0, 7), c(5, 5, 7, 7), c(1, 100, 9, 100), c(24, 30, 26, 30), c(250, 300, 700, 780))))
  row(t, num(fisher(t[1], t[2], t[3], t[4])))
end()

# By trying every table with the same margins.
fisher_floor <- function(x1, n1, x2, n2) {
  k <- x1 + x2
  min(sapply(max(0, k - n2):min(n1, k), function(x) fisher(x, n1, k - x, n2)))
}
table("static const struct { uint32_t x1, n1, x2, n2; double floor; } fisher_floor_rows[]")
for (t in list(c(17, 28, 24, 27), c(38, 45, 54, 61), c(0, 10, 0, 10), c(9, 10, 10, 10), c(8, 10, 10, 10), c(10, 10, 60, 61), c(28, 30, 170, 175)))
  row(t, num(fisher_floor(t[1], t[2], t[3], t[4])))
end()

# Lists of p-values: without, with few and with many that are real; ties; one; the largest and smallest there are.
set.seed(4)
lists <- list(c(.01, .02, .03, .04, .05), c(.05, .04, .03, .02, .01), c(.5), c(.02, .02, .02, .7, .7, 1), c(1, 1, 1), c(0, 0, .5, 1),
  c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34), round(runif(20), 3), c(1e-12, 1e-5, .2, .3))
floors <- lapply(lists, function(p) pmin(p, round(p * runif(length(p)), 4)))
floors[[1]] <- c(.01, .02, .001, .04, .03)
floors[[4]] <- c(.02, .001, .02, .5, .7, 1)
exact <- function(p, floor, cap) {
  o <- order(p); adjusted <- numeric(length(p))
  for (k in seq_along(p))
    adjusted[o[k]] <- min(c(1, sapply(k:length(p), function(j)
      if (p[o[j]] > cap) 1 else p[o[j]] * sum(floor <= p[o[j]]) / ((1 - cap) * j))))
  adjusted
}
width <- max(lengths(lists))
braces <- function(x) paste0("{", paste(num(x), collapse = ", "), "}")
table(sprintf("static const struct { size_t n; double p[%d], floor[%d], bh[%d], exact[%d]; } lists[]", width, width, width, width))
for (i in seq_along(lists))
  row(length(lists[[i]]), braces(lists[[i]]), braces(floors[[i]]), braces(p.adjust(lists[[i]], "BH")),
    braces(exact(lists[[i]], floors[[i]], .05)))
end()
cat("#endif\n")
