// Tests of the module ChapterKit.
