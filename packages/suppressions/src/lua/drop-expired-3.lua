--[[
  Takes entries off whose time is over, some hundred at a time.

    KEYS[1] entries
    KEYS[2] index
    KEYS[3] hits

    ARGV[1] cursor, 0 at first
    ARGV[2] Unix ms now

    returns { next cursor (0: all were looked at), number taken off }
]]
local found = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', 500)
local dropped = 0
for i = 1, #found[2], 2 do
  local expiry = tonumber(string.match(found[2][i + 1], '^%d+'))
  if expiry ~= 0 and expiry <= tonumber(ARGV[2]) then
    local address = found[2][i]
    local loc, domain = string.match(address, '^(.*)@([^@]*)$')
    redis.call('HDEL', KEYS[1], address)
    redis.call('ZREM', KEYS[2], domain .. '@' .. loc)
    redis.call('HDEL', KEYS[3], address)
    dropped = dropped + 1
  end
end
return { found[1], dropped }
