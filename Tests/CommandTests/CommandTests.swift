// Tests that run the command as a process.
