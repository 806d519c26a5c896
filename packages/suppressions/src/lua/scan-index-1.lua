--[[
  Reads names from the index in their order.

    KEYS[1] index

    ARGV[1] from, as ZRANGE BYLEX takes it
    ARGV[2] to, likewise
    ARGV[3] what the address must begin with; may be empty
    ARGV[4] most names to return
    ARGV[5] most names to look at

    returns { last name looked at (empty: the end was reached), name… }
]]
local names = redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[5])
local most = tonumber(ARGV[4])
local prefix = ARGV[3]
local found = { '' }
for i, name in ipairs(names) do
  local matches = prefix == ''
  if not matches then
    local domain, loc = string.match(name, '^([^@]*)@(.*)$')
    matches = string.sub(loc .. '@' .. domain, 1, #prefix) == prefix
  end
  if matches then
    found[#found + 1] = name
    if #found > most then
      found[1] = name
      return found
    end
  end
end
if #names == tonumber(ARGV[5]) then found[1] = names[#names] end
return found
