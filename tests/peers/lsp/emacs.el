;;; emacs.el --- What an author does in Emacs with eglot  -*- lexical-binding: t -*-

;;; Commentary:

;; Run by test_emacs.py, after the configuration of the manual was loaded.  The site is in the folder that SITE names.

;;; Code:

(require 'ert)
(require 'imenu)
(require 'flymake)
(require 'xref)

(defvar proxy "content/notes/proxy.md")
(defvar balancer "content/notes/balancer.md")

(defun until (what holds)
  "Wait until HOLDS gives something, and give it back; WHAT says what is waited for."
  (let ((end (+ (float-time) 20)) found)
    (while (not (or (setq found (funcall holds)) (> (float-time) end)))
      (accept-process-output nil 0.02))
    (unless found (ert-fail (format "%s: %s" what (buffer-substring-no-properties (point-min) (min (point-max) 600)))))
    found))

(defmacro in-file (path &rest body)
  "Open the file at PATH, wait for the server, and do BODY there."
  (declare (indent 1))
  `(progn
     (switch-to-buffer (find-file-noselect (expand-file-name ,path (getenv "SITE"))))
     ;; A command has been run: this is what `eglot-ensure' waits for.
     (run-hooks 'post-command-hook)
     (until "no server" #'eglot-current-server)
     ,@body))

(defun go (text)
  "Put the cursor behind TEXT."
  (goto-char (point-min))
  (search-forward text))

(defun write-instead (old new)
  "Write NEW in place of OLD."
  (go old)
  (replace-match new t t)
  (eglot--signal-textDocument/didChange))

(defun told ()
  "What the faults say that show."
  (flymake-start)
  (accept-process-output nil 0.02)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun ready ()
  "Wait until the server has read the site."
  (write-instead "summary:" "sumary:")
  (until "no fault" #'told)
  (write-instead "sumary:" "summary:")
  (until "a fault" (lambda () (null (told)))))

(defun offered ()
  "What could be written at the cursor."
  (let ((found (eglot-completion-at-point)))
    (all-completions (buffer-substring-no-properties (nth 0 found) (nth 1 found)) (nth 2 found))))

(ert-deftest faults-come-and-go ()
  (in-file proxy
    (write-instead "See [" "😀 See [")
    (write-instead "balancer.md" "gone.md")
    (let ((fault (until "no fault" (lambda () (and (told) (car (flymake-diagnostics)))))))
      (should (string-search "gone.md" (flymake-diagnostic-text fault)))
      (should (equal (buffer-substring-no-properties (flymake-diagnostic-beg fault) (flymake-diagnostic-end fault)) "gone.md")))
    (write-instead "gone.md" "balancer.md")
    (until "a fault" (lambda () (null (told))))))

(ert-deftest completion ()
  (in-file proxy
    (ready)
    (write-instead "owner: Platform team" "ow")
    (should (member "owner" (offered)))
    (completion-at-point)
    (should (string-prefix-p "owner: " (buffer-substring (line-beginning-position) (line-end-position))))
    (write-instead "(balancer.md)" "(")
    (should (member "Drain the balancer" (offered)))))

(ert-deftest hover ()
  (in-file proxy
    (ready)
    (go "\nsumm")
    (let (said)
      (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
      (until "nothing is said" (lambda () said))
      (should (string-search "Required" said)))))

(ert-deftest definition-and-references ()
  (in-file proxy
    (ready)
    (go "[the balancer](bal")
    (let ((found (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
      (should (equal (length found) 1))
      (should (string-suffix-p balancer (xref-location-group (xref-item-location (car found))))))
    (go "## Roll b")
    (let ((found (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot))))
      (should (equal (length found) 2)))))

(ert-deftest outline ()
  (in-file proxy
    (ready)
    (let ((index (format "%S" (eglot-imenu))))
      (should (string-search "Roll back" index))
      (should (string-search "summary" index)))))

(ert-deftest rename ()
  (in-file proxy
    (ready)
    (go "## Roll b")
    ;; Emacs asks before it changes other files.
    (cl-letf (((symbol-function 'y-or-n-p) #'always))
      (eglot-rename "Go back"))
    (should (string-search "## Go back" (buffer-string)))
    (should (string-search "(#go-back)" (buffer-string)))
    (with-current-buffer (find-file-noselect (expand-file-name balancer (getenv "SITE")))
      (should (string-search "(proxy.md#go-back)" (buffer-string))))))

(ert-deftest actions ()
  (in-file proxy
    (ready)
    (write-instead "summary:" "sumary:")
    (until "no fault" #'told)
    (go "suma")
    ;; Emacs takes the one that there is.
    (eglot-code-actions (point) (point) "quickfix" t)
    (should (string-search "\nsummary:" (buffer-string)))
    (eglot--signal-textDocument/didChange)
    (until "a fault" (lambda () (null (told))))))

(ert-deftest formatting ()
  (in-file proxy
    (ready)
    (write-instead "topic: web" "topic: web   ")
    (eglot-format-buffer)
    (should (string-search "topic: web\n" (buffer-string)))))

(provide 'emacs)
;;; emacs.el ends here
