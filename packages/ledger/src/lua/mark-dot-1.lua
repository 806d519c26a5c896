--[[
  Marks that the final dot of a delivery may be sent from now on. Only one claim may hold the mark.

    KEYS[1] ledger

    ARGV[1] delivery index
    ARGV[2] claim token

    returns 1 marked (or marked already by this claim)
            0 not to be sent: ended, held, or another claim holds the mark
           -1 no such ledger
]]
local field = 's' .. ARGV[1]
local state = redis.call('HGET', KEYS[1], field)
if not state then return -1 end
if state == 'open' then
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  redis.call('HSET', KEYS[1], field, 'dot ' .. ARGV[2] .. ' ' .. now)
  return 1
end
if string.find(state, 'dot ' .. ARGV[2] .. ' ', 1, true) == 1 then return 1 end
return 0
