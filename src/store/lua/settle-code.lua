--[[
  Decides what becomes of a code that an approver typed, and keeps count. Whether the code is right was found out before;
  nobody learns it while codes are locked.

  KEYS[1] state of the enrolment (hash: wrong, locked_until, last_step, locks)
  ARGV[1] now (ms)   ARGV[2] the time step that the code belongs to, or '' for a wrong code
  ARGV[3] how many wrong codes lock   ARGV[4] within how long (ms)   ARGV[5] for how long (ms): twice as long at each
  further lock before a right code, ARGV[7] (ms) at most   ARGV[6] how long the state is kept (ms), longer than any of these
  Answers
    { 1 }          taken: the count begins anew, and this step and earlier ones are used up
    { 0, left }    wrong; so many more may be wrong before codes are locked
    { -1, until }  locked until then (ms); the code was not looked at
    { -2 }         used already, or older than one that was
    { -3, until }  wrong, and locked from now until then (ms)
]]
local now, step, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'wrong', 'locked_until', 'last_step', 'locks')

local locked_until = tonumber(state[2] or '0')
if now < locked_until then
  return { -1, locked_until }
end

if step then
  if step <= tonumber(state[3] or '-1') then
    return { -2 }
  end
  redis.call('HDEL', KEYS[1], 'wrong', 'locked_until', 'locks')
  redis.call('HSET', KEYS[1], 'last_step', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  return { 1 }
end

local wrong = {}
for _, at in ipairs(cjson.decode(state[1] or '[]')) do
  if at > now - tonumber(ARGV[4]) then
    table.insert(wrong, at)
  end
end
table.insert(wrong, now)
local answer
if #wrong < most then
  redis.call('HSET', KEYS[1], 'wrong', cjson.encode(wrong))
  answer = { 0, most - #wrong }
else
  local locks = tonumber(state[4] or '0')
  locked_until = now + math.min(tonumber(ARGV[5]) * 2 ^ math.min(locks, 20), tonumber(ARGV[7]))
  redis.call('HDEL', KEYS[1], 'wrong')
  redis.call('HSET', KEYS[1], 'locked_until', string.format('%d', locked_until), 'locks', locks + 1)
  answer = { -3, locked_until }
end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return answer
