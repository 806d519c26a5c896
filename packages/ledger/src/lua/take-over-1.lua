--[[
  Opens a delivery whose final dot may have been sent by a claim that is no more, so that policy can decide about it.

    KEYS[1] ledger

    ARGV[1] delivery index
    ARGV[2] the state as it was read

    returns 1 opened
            0 the state is another one by now
]]
local field = 's' .. ARGV[1]
if redis.call('HGET', KEYS[1], field) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], field, 'open')
return 1
