select left("name", 4000), "simultaneous_sessions"
  from public."tabUser"
 where "simultaneous_sessions" > 2
