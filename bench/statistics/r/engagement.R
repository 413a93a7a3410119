# Sessions, retention, funnel and adherence, as data.table would have it: one table keyed by person.
begun <- proc.time()[3]
people <- table_of("people.csv")
events <- table_of("events.csv", na.strings = "")
events <- unique(events, by = c("user_id", "timestamp", "event", "module"))
logins <- events[event == "login", .(user_id, at = timestamp)]
setkey(logins, user_id, at)
logins[people, enrolled := i.enrolled_at, on = "user_id"]
logins[, day := as.integer(floor(as.numeric(difftime(at, enrolled, units = "secs")) / 86400))]
logins[, opens := c(TRUE, diff(as.numeric(at)) > 1800), by = user_id]
own <- logins[, .(logins = .N, sessions = sum(opens), last = max(day)), by = user_id]
say("uptake", nrow(own))
say("sessions", sum(own$sessions))
for (d in c(1, 7, 28)) {
  say(paste0("rolling.", d), sum(own$last >= d))
  say(paste0("classic.", d), uniqueN(logins[day == d, user_id]))
}
steps <- unique(events[event != "login", .(user_id, event, module)])
counts <- steps[, .N, keyby = .(event, module)]
for (m in 1:7) {
  say(paste0("started.", m), counts[.("module_start", m), N])
  say(paste0("completed.", m), counts[.("module_complete", m), N])
}
done <- steps[event == "module_complete", .N, by = user_id]
say("adherence", sum(done$N) / 7 / nrow(people) * 100)
say("own_seconds", proc.time()[3] - begun)
