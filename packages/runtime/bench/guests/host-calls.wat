;; with: call log memory init alloc reply
;; Host calls by the thousand: what one of them takes is the difference to a call without any.
(data (i32.const 16) "query:bench.v1")
(data (i32.const 48) "a line of a log")
(data (i32.const 64) "null")

(func (export "nothing") (param i32 i32) (result i32)
  (call $reply (i32.const 64) (i32.const 4)))

(func (export "logs_1000") (param i32 i32) (result i32)
  (local $left i32)
  (local.set $left (i32.const 1000))
  (loop $again
    (call $log (i32.const 1) (i32.const 48) (i32.const 15))
    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
  (call $reply (i32.const 64) (i32.const 4)))

(func (export "asks_once") (param i32 i32) (result i32)
  (call $call (i32.const 16) (i32.const 14) (i32.const 0) (i32.const 64) (i32.const 4)))
