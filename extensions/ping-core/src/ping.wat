;; The raw ABI `core`, written by hand: everything a guest must export and the two imports that most guests need.
;;
;; Text crosses the border as pointer and length. What comes back from the host is one pointer to a reply,
;; `[u32 length, little-endian][bytes]`, for which the host has asked our wasm_alloc for memory; it is ours to free.
(module
  ;; ---- Imports -----------------------------------------------------------------------------------------------------

  ;; Calls an operation by its wire name. A library of 0 means the workspace this guest runs in.
  (import "spacedrive" "spacedrive_call"
    (func $call (param $method i32) (param $method_length i32) (param $library i32)
                (param $payload i32) (param $payload_length i32) (result i32)))

  ;; Writes a line into the install's log: 0 debug, 1 info, 2 warn, 3 error.
  (import "spacedrive" "spacedrive_log"
    (func $log (param $level i32) (param $message i32) (param $length i32)))

  ;; ---- Memory ------------------------------------------------------------------------------------------------------
  ;;
  ;;     0     a null pointer, never handed out
  ;;    16     texts
  ;;   512     heads of the allocator's free lists, one i32 for each size class
  ;;  1024     heap, growing upwards

  (memory (export "memory") 1)
  (data (i32.const 16) "query:test.ping.v1")                                                              ;; 18 bytes
  (data (i32.const 48) "extension.register_operation")                                                    ;; 28 bytes
  (data (i32.const 80) "{\"method\":\"echo\",\"export_fn\":\"echo\",\"operation_type\":\"query\"}")       ;; 61 bytes
  (data (i32.const 160) "ping-core is ready")                                                             ;; 18 bytes
  (data (i32.const 192) "ping-core says goodbye")                                                         ;; 22 bytes
  (data (i32.const 224) "ping-core could not register its operation echo")                                ;; 47 bytes
  (data (i32.const 288) "{\"error\"")                                                                     ;;  8 bytes

  (global $free_lists i32 (i32.const 512))
  (global $heap_end (mut i32) (i32.const 1024))

  ;; ---- Allocator ---------------------------------------------------------------------------------------------------
  ;;
  ;; Blocks come in classes of 2^4 to 2^24 bytes. Each begins with eight bytes of header that hold its class. A freed
  ;; block goes into the list of its class, with the next one of the list in its first four bytes after the header, and
  ;; is the first to be used again: calls of the same sizes, however many, need no more memory than the first one did.

  (global $header_bytes i32 (i32.const 8))
  (global $smallest_class i32 (i32.const 4))
  (global $largest_request i32 (i32.const 16777208)) ;; 2^24 less the header

  ;; The smallest class whose blocks hold $size bytes and a header.
  (func $class_of (param $size i32) (result i32)
    (local $class i32)
    (local.set $class
      (i32.sub (i32.const 32)
               (i32.clz (i32.sub (i32.add (local.get $size) (global.get $header_bytes)) (i32.const 1)))))
    (select (local.get $class) (global.get $smallest_class)
            (i32.gt_u (local.get $class) (global.get $smallest_class))))

  ;; Where the head of a class's free list stands.
  (func $free_list (param $class i32) (result i32)
    (i32.add (global.get $free_lists) (i32.mul (local.get $class) (i32.const 4))))

  ;; Takes the first block off a free list; 0 when the list is empty.
  (func $take_free (param $list i32) (result i32)
    (local $block i32)
    (local.set $block (i32.load (local.get $list)))
    (if (local.get $block)
      (then (i32.store (local.get $list)
                       (i32.load (i32.add (local.get $block) (global.get $header_bytes))))))
    (local.get $block))

  ;; Makes memory reach up to $end; 0 when the host does not give that much.
  (func $reach (param $end i32) (result i32)
    (local $missing_pages i32)
    (local.set $missing_pages
      (i32.sub (i32.shr_u (i32.add (local.get $end) (i32.const 65535)) (i32.const 16)) (memory.size)))
    (if (i32.le_s (local.get $missing_pages) (i32.const 0)) (then (return (i32.const 1))))
    (i32.ne (memory.grow (local.get $missing_pages)) (i32.const -1)))

  ;; Cuts a new block off the end of the heap; 0 when there is no memory.
  (func $cut_new (param $class i32) (result i32)
    (local $block i32)
    (local $end i32)
    (local.set $block (global.get $heap_end))
    (local.set $end (i32.add (local.get $block) (i32.shl (i32.const 1) (local.get $class))))
    (if (i32.eqz (call $reach (local.get $end))) (then (return (i32.const 0))))
    (global.set $heap_end (local.get $end))
    (i32.store (local.get $block) (local.get $class))
    (local.get $block))

  ;; Memory for $size bytes, aligned to 8; 0 when there is none.
  (func $alloc (export "wasm_alloc") (param $size i32) (result i32)
    (local $class i32)
    (local $block i32)
    (if (i32.gt_u (local.get $size) (global.get $largest_request)) (then (return (i32.const 0))))
    (local.set $class (call $class_of (local.get $size)))
    (local.set $block (call $take_free (call $free_list (local.get $class))))
    (if (i32.eqz (local.get $block)) (then (local.set $block (call $cut_new (local.get $class)))))
    (if (i32.eqz (local.get $block)) (then (return (i32.const 0))))
    (i32.add (local.get $block) (global.get $header_bytes)))

  ;; Gives memory back. The block knows its size, so the one given is not needed.
  (func $free (export "wasm_free") (param $pointer i32) (param $size i32)
    (local $block i32)
    (local $list i32)
    (if (i32.eqz (local.get $pointer)) (then (return)))
    (local.set $block (i32.sub (local.get $pointer) (global.get $header_bytes)))
    (local.set $list (call $free_list (i32.load (local.get $block))))
    (i32.store (local.get $pointer) (i32.load (local.get $list)))
    (i32.store (local.get $list) (local.get $block)))

  ;; ---- Life --------------------------------------------------------------------------------------------------------

  ;; Called once, before any operation. Anything but 0 refuses to be loaded.
  (func (export "plugin_init") (result i32)
    (if (i32.eqz (call $register_echo))
      (then
        (call $log (i32.const 3) (i32.const 224) (i32.const 47))
        (return (i32.const 1))))
    (call $log (i32.const 1) (i32.const 160) (i32.const 18))
    (i32.const 0))

  ;; Called once, after the last operation.
  (func (export "plugin_cleanup")
    (call $log (i32.const 1) (i32.const 192) (i32.const 22)))

  ;; Registers `echo` at run time, which the manifest has declared; `ping` shows that a declaration alone is enough.
  (func $register_echo (result i32)
    (local $reply i32)
    (local $registered i32)
    (local.set $reply
      (call $call (i32.const 48) (i32.const 28) (i32.const 0) (i32.const 80) (i32.const 61)))
    (local.set $registered (i32.eqz (call $is_error (local.get $reply))))
    (call $free (local.get $reply) (i32.add (i32.load (local.get $reply)) (i32.const 4)))
    (local.get $registered))

  ;; Whether a reply begins like an error, `{"error"`: eight bytes, compared as one number.
  (func $is_error (param $reply i32) (result i32)
    (if (i32.lt_u (i32.load (local.get $reply)) (i32.const 8)) (then (return (i32.const 0))))
    (i64.eq (i64.load (i32.add (local.get $reply) (i32.const 4))) (i64.load (i32.const 288))))

  ;; ---- Operations --------------------------------------------------------------------------------------------------
  ;;
  ;; Each takes its JSON input by pointer and length and answers a pointer to `[length][bytes]`, which the host frees.

  ;; What the platform replies to the same input is the answer, so its memory goes back to the host as it is.
  (func (export "ping") (param $input i32) (param $length i32) (result i32)
    (call $call (i32.const 16) (i32.const 18) (i32.const 0) (local.get $input) (local.get $length)))

  ;; The input belongs to the host, so the answer is a copy of it.
  (func (export "echo") (param $input i32) (param $length i32) (result i32)
    (local $answer i32)
    (local.set $answer (call $alloc (i32.add (local.get $length) (i32.const 4))))
    (if (i32.eqz (local.get $answer)) (then (unreachable)))
    (i32.store (local.get $answer) (local.get $length))
    (memory.copy (i32.add (local.get $answer) (i32.const 4)) (local.get $input) (local.get $length))
    (local.get $answer))
)
