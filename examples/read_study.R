# Reads an export of a study with R, and prints a row per session and ad: the change of smiles and skin conductance
# against the five seconds before. Needs no package.
#
#     vitrina study export csv ad-study ad-study-csv
#     Rscript read_study.R ad-study-csv

export <- commandArgs(trailingOnly = TRUE)
if (length(export) != 1 || !file.exists(file.path(export, "sessions.csv")))
  stop("usage: Rscript read_study.R EXPORT, a folder that vitrina study export csv made")

read <- function(...) read.csv(file.path(...), na.strings = "n/a")  # "NA" in a mark stays a text

change <- function(series, column, start_s, end_s) {
  mean_in <- function(from_s, to_s) mean(series[series$time_s >= from_s & series$time_s < to_s, column], na.rm = TRUE)
  if (is.null(series)) NA else mean_in(start_s, end_s) - mean_in(start_s - 5, start_s)
}

session_rows <- function(participant, session) {
  folder <- file.path(export, participant, sprintf("session-%02d", session))
  series <- function(name) if (file.exists(file.path(folder, name))) read(folder, name)
  events <- read(folder, "events.csv")
  ads <- events[events$type == "advert_start", ]
  ends_s <- events$time_s[events$type == "advert_end"]
  do.call(rbind, lapply(seq_len(nrow(ads)), function(i) {
    start_s <- ads$time_s[i]
    end_s <- min(ends_s[ends_s > start_s])
    data.frame(participant, session, advert = ads$name[i],
               smile = change(series("face.csv"), "p_happiness", start_s, end_s),
               skin_us = change(series("kit1.csv"), "conductance_us", start_s, end_s))
  }))
}

sessions <- read(export, "sessions.csv")
rows <- do.call(rbind, Map(session_rows, sessions$participant, sessions$session))
people <- read(export, "participants.csv")  # with the attributes of the study, if it has any
rows <- merge(rows, people[, setdiff(names(people), c("consent", "sessions")), drop = FALSE])
print(format(rows[order(rows$participant, rows$session), ], digits = 3), row.names = FALSE)
cat("largest change of smiles:", names(which.max(tapply(rows$smile, rows$advert, mean, na.rm = TRUE))), "\n")
