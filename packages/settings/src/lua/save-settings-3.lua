--[[
  Saves a settings document if nobody saved before, and keeps it in the history.
  KEYS[1] settings hash: version, document, save_id
  KEYS[2] channel of changes
  KEYS[3] history hash: <version> -> document, <version>:about -> when and by whom, as JSON
  ARGV[1] version the change was made on
  ARGV[2] document
  ARGV[3] id of this save: a command the client sends twice is one save
  ARGV[4] who saves
  ARGV[5] how many versions the history keeps
  Returns the new version, or minus (current version + 1) on conflict.
  Where there is no document any more (Redis was emptied) every version fits: the services still work by it.
]]
local current = redis.call("HGET", KEYS[1], "version")
if current and redis.call("HGET", KEYS[1], "save_id") == ARGV[3] then
  return tonumber(current)
end
if current and tonumber(current) ~= tonumber(ARGV[1]) then
  return -tonumber(current) - 1
end
local version = tonumber(ARGV[1]) + 1
redis.call("HSET", KEYS[1], "version", version, "document", ARGV[2], "save_id", ARGV[3])
local t = redis.call("TIME")
local at = t[1] * 1000 + math.floor(t[2] / 1000)
local about = cjson.encode({ savedAtMs = at, by = ARGV[4] })
redis.call("HSET", KEYS[3], version, ARGV[2], version .. ":about", about)
local dropped = version - tonumber(ARGV[5])
redis.call("HDEL", KEYS[3], dropped, dropped .. ":about")
redis.call("PUBLISH", KEYS[2], version)
return version
