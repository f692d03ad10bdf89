// Tests of the module Reports.
