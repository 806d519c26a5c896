--[[
  Writes how far a recovery has come, and keeps its lock; at its end gives the lock back.

    KEYS[1] lock
    KEYS[2] the run

    ARGV[1] token of the run
    ARGV[2] the run as JSON
    ARGV[3] milliseconds the run is remembered
    ARGV[4] milliseconds the lock holds from now; 0 = the run has ended

    returns 1 written
            0 the lock is another's, or gone: nothing changed
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
if ARGV[4] == '0' then redis.call('DEL', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return 1
