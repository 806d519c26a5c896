--[[
  A session has connected. That ends no outage, for a server may greet and then refuse everything; one that another session counted
  meanwhile stands. Where there is none, a later refusal of further connections will not count as one.

    KEYS[1] lane state

    ARGV[1] the site its hosts belong to, empty = none

    returns 1 noted, 0 the lane is in an outage
]]
if ARGV[1] ~= '' then redis.call('HSET', KEYS[1], 'site', ARGV[1]) end
if redis.call('HEXISTS', KEYS[1], 'streak') == 1 then return 0 end
local t = redis.call('TIME')
redis.call('HSET', KEYS[1], 'okAt', t[1] * 1000 + math.floor(t[2] / 1000))
return 1
